package io.parley.testkit;

import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether something is no longer held by anybody. */
public final class Garbage {

    private static final long PATIENCE_SECONDS = 20;

    private Garbage() {}

    /** Waits until it is collected; fails when it is not after many collections. */
    public static void awaitCollected(Reference<?> reference, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (reference.get() != null) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + " is still held");
            }
            System.gc();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
