package io.parley.journal.file.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the outcomes of one group after the other on a thread of its own, while the writer is at the next one. What the writer
 * calls is for its thread alone.
 */
final class Teller implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

    /** So many groups may be behind, then the writer waits: whoever is told may be slower than the disk. */
    private static final int GROUPS = 4;

    private final SpscAtomicArrayQueue<Outcomes> queue = new SpscAtomicArrayQueue<>(GROUPS);
    private final AtomicBoolean parked = new AtomicBoolean();
    private final Thread thread = new Thread(this, "journal-teller");
    private long given;
    private volatile long told;

    /** An array that the writer may have again; null for none. */
    private volatile Entry[] spare;

    private volatile boolean closing;

    private record Outcomes(Entry[] entries, int count) {}

    Teller() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether all that it was given has been told. */
    boolean isIdle() {
        return told == given;
    }

    /** The array is its own from now on. */
    void give(Entry[] entries, int count) {
        Outcomes outcomes = new Outcomes(entries, count);
        while (!queue.offer(outcomes)) {
            LockSupport.parkNanos(this, 20_000);
        }
        given++;
        wake();
    }

    /** An empty array to go on with. */
    Entry[] spare(int fewest) {
        Entry[] again = spare;
        spare = null;
        return again == null ? new Entry[fewest] : again;
    }

    /** Returns when all is told and the thread has ended. */
    void close() {
        closing = true;
        wake();
        Threads.awaitEnd(thread);
    }

    @Override
    public void run() {
        while (true) {
            Thread.interrupted(); // a callback may have done it
            Outcomes next = queue.poll();
            if (next != null) {
                tell(next.entries, next.count);
                spare = next.entries;
                told++;
            } else if (closing && queue.isEmpty()) {
                return;
            } else {
                await();
            }
        }
    }

    private void await() {
        parked.set(true);
        if (queue.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        parked.set(false);
    }

    private void wake() {
        if (parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** The array is empty afterwards. */
    static void tell(Entry[] entries, int count) {
        for (int i = 0; i < count; i++) {
            tell(entries[i]);
            entries[i] = null;
        }
    }

    /** Whatever the callback throws ends here: others wait behind it. */
    static void tell(Entry entry) {
        try {
            if (entry.failure == null) {
                entry.append.committed(entry.position);
            } else {
                entry.append.failed(entry.failure);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a journal append's callback threw, which it must not", e);
        }
    }
}
