package io.parley.journal.file.internal;

import io.parley.spi.journal.Append;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Those who were told last. Many of them append again as soon as they hear of it: who lets them do so first commits half as often, with twice as much.
 * For the writer thread.
 */
final class Hearing {

    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier clock;
    private Append last;
    private long most;

    Hearing() {
        this(System::nanoTime);
    }

    /** @param clock as {@link System#nanoTime} */
    Hearing(LongSupplier clock) {
        this.clock = clock;
    }

    /** @param took nanoseconds of the commit of those who are told now */
    void begin(long took) {
        most = Math.min(took, MOST_NANOS);
    }

    /** One of them was told. They hear in order. */
    void told(Append append) {
        if (!heard(append)) {
            last = append;
        }
    }

    /**
     * Returns when they have heard, at the latest after as long as it took to commit for them: then to wait longer costs more than it gains. Others
     * may run meanwhile, but the thread does not sleep, which would take it longer than they do.
     */
    void await() {
        if (last != null && !heard(last)) {
            long begun = clock.getAsLong();
            while (!heard(last) && clock.getAsLong() - begun < most) {
                Thread.yield();
            }
        }
        last = null;
    }

    /** Whoever cannot say so is not waited for. */
    private static boolean heard(Append append) {
        try {
            return append.heard();
        } catch (RuntimeException | Error e) {
            return true;
        }
    }
}
