package io.parley.engine.lane;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Times in which a thread has nothing to do. Where many messages pass, most are over sooner than the thread falls asleep and is woken again, for which
 * whoever wakes it pays, too: so it looks around a little longer, and lets all others run meanwhile. Where the last one was long it sleeps at once, since
 * to look around would cost more than it gains. Of one thread; where several use it, it may look around in vain.
 */
public final class Lull {

    /** About 40 µs, where nobody else wants to run. */
    private static final int LOOKS = 100;

    /** One that is longer is for sleeping. */
    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private final LongSupplier clock;
    private long begun;
    private boolean expectedShort;

    public Lull() {
        this(System::nanoTime);
    }

    /** @param clock as {@link System#nanoTime} */
    Lull(LongSupplier clock) {
        this.clock = clock;
    }

    /** One begins: whether there is something to do again; if not, the thread may sleep until {@link #ended}. */
    public boolean endsSoon(BooleanSupplier something) {
        begun = clock.getAsLong();
        for (int looks = expectedShort ? LOOKS : 0; looks > 0; looks--) {
            Thread.yield();
            if (something.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** The thread has slept, and has something to do again. */
    public void ended() {
        expectedShort = clock.getAsLong() - begun < SHORT_NANOS;
    }
}
