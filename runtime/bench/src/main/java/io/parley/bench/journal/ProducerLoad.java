package io.parley.bench.journal;

import io.parley.bench.report.Rate;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers of records on one log. The same for every log: records and callbacks are made beforehand and used again, so
 * that it costs next to nothing beside the log.
 */
public final class ProducerLoad {

    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FULL_NANOS = 20_000;

    private final Log log;
    private final boolean waiting;
    private final Slot[] slots;
    private final AtomicReference<JournalException> failure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Written by the log's callback thread alone. */
    private volatile long committed;

    private volatile long position;
    private long appended;

    private ProducerLoad(Log log, boolean waiting, int records, int recordBytes) {
        this.log = log;
        this.waiting = waiting;
        slots = new Slot[records];
        for (int i = 0; i < records; i++) {
            slots[i] = new Slot(recordBytes);
        }
    }

    /** Producers each of which waits for its record to be durable before it has the next: latency decides. */
    public static ProducerLoad waiting(Log log, int producers, int recordBytes) {
        return new ProducerLoad(log, true, producers, recordBytes);
    }

    /** One producer that goes on as long as no more than so many records are under way: cost per record decides. */
    public static ProducerLoad pipelined(Log log, int window, int recordBytes) {
        return new ProducerLoad(log, false, window, recordBytes);
    }

    /**
     * Runs it.
     *
     * @return what it reached in the measured time
     */
    public Rate run(Duration settle, Duration measure) throws Exception {
        Thread producer = new Thread(waiting ? this::appendEach : this::appendAlong, "producer");
        producer.start();
        try {
            idle(settle);
            Rate.Start from = Rate.start(committed);
            idle(measure);
            Rate rate = from.until(committed);
            stopped = true;
            producer.join();
            drain();
            return rate;
        } finally {
            stopped = true;
        }
    }

    private void idle(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
            log.forget(position);
            check();
        }
    }

    private void drain() throws Exception {
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (!allCommitted()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Appends are without outcome after 30 s");
            }
            check();
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean allCommitted() {
        for (Slot slot : slots) {
            if (slot.busy) {
                return false;
            }
        }
        return true;
    }

    private void check() throws JournalException {
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void appendEach() {
        for (Slot slot : slots) {
            slot.append();
        }
    }

    private void appendAlong() {
        while (!stopped) {
            Slot slot = slots[(int) (appended % slots.length)];
            if (slot.busy) {
                LockSupport.parkNanos(FULL_NANOS);
            } else {
                slot.append();
                appended++;
            }
        }
    }

    /** One record under way, again and again. */
    private final class Slot implements Append {
        private final ByteBuffer record;
        private final List<ByteBuffer> data;
        private volatile boolean busy;

        Slot(int bytes) {
            record = ByteBuffer.allocate(bytes);
            data = List.of(record);
        }

        void append() {
            busy = true;
            record.clear();
            log.append(this);
        }

        @Override
        public List<ByteBuffer> data() {
            return data;
        }

        // One thread calls back, so that a plain increment of the volatile field is whole.
        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public void committed(long at) {
            committed = committed + 1;
            position = at;
            if (waiting && !stopped) {
                append();
            } else {
                busy = false;
            }
        }

        @Override
        public void failed(JournalException cause) {
            failure.compareAndSet(null, cause);
            busy = false;
        }
    }
}
