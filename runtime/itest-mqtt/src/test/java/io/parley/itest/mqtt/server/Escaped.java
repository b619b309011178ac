package io.parley.itest.mqtt.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a handler threw, though nothing may escape one. */
public final class Escaped {

    private static final Queue<Throwable> ALL = new ConcurrentLinkedQueue<>();

    private Escaped() {}

    static void note(Throwable escaped) {
        ALL.add(escaped);
    }

    /** Everything so far; forgotten then. */
    public static void check() {
        AssertionError error = null;
        for (Throwable one = ALL.poll(); one != null; one = ALL.poll()) {
            if (error == null) {
                error = new AssertionError("A handler threw " + one);
            }
            error.addSuppressed(one);
        }
        if (error != null) {
            throw error;
        }
    }
}
