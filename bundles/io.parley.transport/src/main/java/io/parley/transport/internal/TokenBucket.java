package io.parley.transport.internal;

import java.util.function.LongSupplier;

/** Lets so many through a second, and a number at once after a quiet time. Safe for all threads. */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final LongSupplier nanoTime;
    private double tokens = Double.MAX_VALUE;
    private long at;

    TokenBucket(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.at = nanoTime.getAsLong();
    }

    /** Rate and burst may differ from call to call. */
    synchronized boolean take(int rate, int burst) {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst, tokens + (now - at) * rate / NANOS);
        at = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
