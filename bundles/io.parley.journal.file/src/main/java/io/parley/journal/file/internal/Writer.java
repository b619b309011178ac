package io.parley.journal.file.internal;

import io.parley.spi.journal.Append;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.JournalState.Closed;
import io.parley.spi.journal.JournalState.Refusing;
import io.parley.spi.journal.JournalState.Writable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes. Whatever waits when it comes round is one group: framed and written together, forced once,
 * then told. While a force runs the next group gathers, so the groups are as large as the load wants them.
 */
final class Writer implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Idle for that long, it marks the end as forced. */
    private static final long MARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MessagePassingQueue<Entry> queue = new MpscUnboundedAtomicArrayQueue<>(4096);
    private final AtomicLong pending = new AtomicLong();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final Supplier<JournalOptions> options;
    private final String where;
    private final Group group;
    private final Thread thread;
    private final Object leftovers = new Object();

    private volatile boolean closing;
    private volatile boolean ended;
    private long probeAt;

    Writer(
            Supplier<JournalOptions> options,
            String where,
            LogTail tail,
            Extent extent,
            Reserve reserve,
            JournalMetrics metrics) {
        this.options = options;
        this.where = where;
        this.group = new Group(where, tail, extent, pending, reserve, metrics);
        this.thread = new Thread(this, "journal-writer");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    JournalState state() {
        return ended && closing ? new Closed() : group.state();
    }

    /** Any thread. Refused appends are queued like the others, so that outcomes keep their order. */
    void append(Append append) {
        JournalOptions now = options.get();
        Entry entry = Entry.of(append, now.maxRecordBytes());
        long waiting = pending.addAndGet(entry.cost());
        if (waiting > now.maxPendingBytes() && waiting > entry.cost()) {
            pending.addAndGet(Entry.OVERHEAD - entry.cost());
            entry = Entry.failed(
                    append,
                    "journal " + where + " is overloaded: " + waiting + " bytes wait to be written, allowed are "
                            + now.maxPendingBytes());
            if (waiting > 2 * now.maxPendingBytes()) {
                // Even refusals cost memory; somebody who never looks at them gets no more of it.
                pending.addAndGet(-entry.cost());
                entry.tell();
                return;
            }
        }
        queue.offer(entry);
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        } else if (ended) {
            failLeftovers();
        }
    }

    /** Ends what was handed over, then the thread. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        Threads.awaitEnd(thread);
    }

    @Override
    public void run() {
        try {
            while (true) {
                if (group.state() instanceof Refusing && System.nanoTime() - probeAt >= 0) {
                    group.probe();
                    probeAt = System.nanoTime() + PROBE_NANOS;
                }
                Entry first = queue.poll();
                if (first != null) {
                    commit(first);
                } else if (closing) {
                    break;
                } else {
                    idle();
                }
            }
            group.close();
        } catch (Error | RuntimeException e) {
            LOG.error("journal {}: the writer ended by an error of its own", where, e);
            group.fail(e);
        } finally {
            ended = true;
            failLeftovers();
        }
    }

    private void commit(Entry first) {
        boolean wasWritable = group.state() instanceof Writable;
        group.begin();
        for (Entry entry = first; entry != null; entry = group.isFull() ? null : queue.poll()) {
            group.add(entry);
        }
        group.end();
        if (wasWritable && !(group.state() instanceof Writable)) {
            probeAt = System.nanoTime() + PROBE_NANOS;
        }
    }

    private void idle() {
        parked.set(true);
        if (queue.isEmpty() && !closing) {
            if (group.state() instanceof Refusing) {
                LockSupport.parkNanos(this, Math.max(1, probeAt - System.nanoTime()));
            } else if (group.wantsMark()) {
                long until = System.nanoTime() + MARK_NANOS;
                LockSupport.parkNanos(this, MARK_NANOS);
                if (queue.isEmpty() && System.nanoTime() - until >= 0) {
                    group.mark();
                }
            } else {
                LockSupport.park(this);
            }
        }
        parked.set(false);
    }

    private void failLeftovers() {
        synchronized (leftovers) {
            for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
                pending.addAndGet(-entry.cost());
                if (entry.failure == null) {
                    entry.failure = new JournalException("journal " + where + (closing ? " is closed" : " has failed"));
                }
                entry.tell();
            }
        }
    }
}
