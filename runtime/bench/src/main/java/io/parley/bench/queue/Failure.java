package io.parley.bench.queue;

import java.util.concurrent.atomic.AtomicReference;

/** The first thing that went wrong under a load. Safe for all threads. */
public final class Failure {

    private final AtomicReference<Throwable> first = new AtomicReference<>();

    /** Keeps it unless there was one before; null is none. */
    public void note(Throwable cause) {
        if (cause != null) {
            first.compareAndSet(null, cause);
        }
    }

    /** @throws IllegalStateException when something went wrong */
    public void check() {
        Throwable cause = first.get();
        if (cause != null) {
            throw new IllegalStateException("The load failed: " + cause.getMessage(), cause);
        }
    }
}
