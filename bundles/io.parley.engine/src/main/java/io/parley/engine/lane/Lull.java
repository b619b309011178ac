package io.parley.engine.lane;

import java.util.function.BooleanSupplier;

/**
 * A moment in which a thread has nothing to do. While messages pass, most are over sooner than a thread falls asleep and is woken again, for which
 * whoever wakes it pays, too: so it looks around a little longer, and lets all others run meanwhile.
 */
public final class Lull {

    /** About 40 µs, where nobody else wants to run. */
    private static final int LOOKS = 100;

    private Lull() {}

    /** Whether there is something to do again; if not, the thread may sleep. On the thread that has nothing to do. */
    public static boolean endsSoon(BooleanSupplier something) {
        for (int i = 0; i < LOOKS; i++) {
            Thread.yield();
            if (something.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }
}
