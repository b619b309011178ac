package io.parley.itest.mqtt.statements;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time that must pass, since the protocol counts in seconds of the real clock. */
final class Passing {

    private Passing() {}

    /** Returns when that many milliseconds have passed. */
    static void millis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
