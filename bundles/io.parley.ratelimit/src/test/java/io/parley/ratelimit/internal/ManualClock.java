package io.parley.ratelimit.internal;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. */
final class ManualClock implements TimeMeter {

    private final AtomicLong nanos = new AtomicLong(1);

    @Override
    public long currentTimeNanos() {
        return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
