package io.parley.testkit;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.JournalState.Closed;
import io.parley.spi.journal.JournalState.Refusing;
import io.parley.spi.journal.JournalState.Writable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A journal in heap, for tests: everything the SPI asks for but durability. {@link #reopen} stands for a restart,
 * {@link #refuse} for a full disk. Bytes on their way in are limited to {@value #MAX_PENDING}.
 */
public final class MemoryJournal implements Journal, AutoCloseable {

    static final long MAX_PENDING = 256L << 20;

    private final ConcurrentSkipListMap<Long, byte[]> records;
    private final long epoch;
    private final AtomicLong pending = new AtomicLong();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "memory-journal");
        thread.setDaemon(true);
        return thread;
    });
    private volatile JournalState state = new Writable();
    private volatile long begin;
    private volatile long end;

    public MemoryJournal() {
        this(new ConcurrentSkipListMap<>(), 1, 0, 0);
    }

    private MemoryJournal(ConcurrentSkipListMap<Long, byte[]> records, long epoch, long begin, long end) {
        this.records = records;
        this.epoch = epoch;
        this.begin = begin;
        this.end = end;
    }

    /** Closes this one and gives a journal with the same records and the next epoch, as a restart would. */
    public MemoryJournal reopen() {
        close();
        return new MemoryJournal(new ConcurrentSkipListMap<>(records), epoch + 1, begin, end);
    }

    /** From now on appends fail with that cause, until {@link #resume}. */
    public void refuse(String cause) {
        state = new Refusing(cause);
    }

    /** Takes appends again. */
    public void resume() {
        state = new Writable();
    }

    @Override
    public void append(Append append) {
        byte[] complete = append.grows() ? null : copy(append.data());
        int counted = complete == null ? 0 : complete.length;
        long waiting = pending.addAndGet(counted);
        try {
            writer.execute(() -> {
                pending.addAndGet(-counted);
                byte[] record;
                try {
                    record = complete == null ? copy(append.data()) : complete;
                } catch (RuntimeException e) {
                    fail(append, "the record's data could not be had: " + e);
                    return;
                }
                write(append, record, waiting);
            });
        } catch (RejectedExecutionException e) {
            pending.addAndGet(-counted);
            append.failed(new JournalException("memory journal is closed"));
        }
    }

    @Override
    public long begin() {
        return begin;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public JournalReader reader(long position) throws JournalException {
        requireKept(position);
        return new Reader(position);
    }

    @Override
    public ByteBuffer read(long position) throws JournalException {
        requireKept(position);
        byte[] record = position < end ? records.get(position) : null;
        if (record == null) {
            throw new JournalException("memory journal has no record at position " + position);
        }
        return ByteBuffer.wrap(record).asReadOnlyBuffer();
    }

    @Override
    public void trim(long position) {
        synchronized (records) {
            Long first = records.ceilingKey(position);
            begin = Math.max(begin, first == null ? end : first);
            records.headMap(begin).clear();
        }
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public JournalState state() {
        return state;
    }

    @Override
    public long bytes() {
        return 0;
    }

    /** Ends what was handed over, then takes no more. May be called again. */
    @Override
    public void close() {
        writer.shutdown();
        boolean interrupted = false;
        while (!writer.isTerminated()) {
            try {
                writer.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        state = new Closed();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Append append, byte[] record, long waiting) {
        String refusal = refusal(record, waiting);
        if (refusal != null) {
            fail(append, refusal);
            return;
        }
        long position = end;
        synchronized (records) {
            records.put(position, record);
            end = position + record.length;
        }
        tell(() -> append.committed(position));
    }

    private static void fail(Append append, String why) {
        tell(() -> append.failed(new JournalException(why)));
    }

    /** Whatever the callback throws ends here: an executor that loses its thread by it begins again with the newest task. */
    private static void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private String refusal(byte[] record, long waiting) {
        if (record.length == 0) {
            return "a record has at least one byte";
        }
        if (state instanceof Refusing refusing) {
            return "memory journal refuses: " + refusing.cause();
        }
        return waiting > MAX_PENDING ? "memory journal is overloaded: " + waiting + " bytes are waiting" : null;
    }

    private void requireKept(long position) throws JournalException {
        if (position < begin) {
            throw new JournalException("position " + position + " was trimmed, the journal begins at " + begin);
        }
    }

    private static byte[] copy(List<ByteBuffer> data) {
        byte[] record = new byte[data.stream().mapToInt(ByteBuffer::remaining).sum()];
        ByteBuffer target = ByteBuffer.wrap(record);
        data.forEach(target::put);
        return record;
    }

    private final class Reader implements JournalReader {

        private long next;
        private Map.Entry<Long, byte[]> current;

        Reader(long position) {
            next = position;
        }

        @Override
        public boolean next() throws JournalException {
            requireKept(next);
            long committed = end;
            Map.Entry<Long, byte[]> entry = records.ceilingEntry(next);
            if (entry == null || entry.getKey() >= committed) {
                return false;
            }
            current = entry;
            next = entry.getKey() + entry.getValue().length;
            return true;
        }

        @Override
        public long position() {
            return current.getKey();
        }

        @Override
        public ByteBuffer data() {
            return ByteBuffer.wrap(current.getValue()).asReadOnlyBuffer();
        }

        @Override
        public void close() {
            current = null;
        }
    }
}
