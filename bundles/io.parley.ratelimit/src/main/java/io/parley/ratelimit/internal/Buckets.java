package io.parley.ratelimit.internal;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket for each key, full at first; and one that all share for whom there is no room. A full bucket is forgotten now and then: a new one
 * is full, too. Nobody waits for a lock to find a bucket that is there, or to take from it. Safe for all threads.
 */
final class Buckets {

    private static final long SWEEP = Duration.ofSeconds(1).toNanos();
    private static final long TIDY = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final int burst;
    private final int rate;
    private final Duration period;
    private final TimeMeter clock;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket shared;
    private final AtomicLong swept;

    Buckets(Settings settings, TimeMeter clock) {
        this.most = settings.buckets();
        this.burst = settings.burst();
        this.rate = settings.rate();
        this.period = settings.period();
        this.clock = clock;
        this.shared = full();
        this.swept = new AtomicLong(clock.currentTimeNanos());
    }

    private Bucket full() {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(limit -> limit.capacity(burst).refillGreedy(rate, period))
                .build();
    }

    Bucket of(String key) {
        Bucket bucket = buckets.get(key);
        return bucket == null ? add(key) : bucket;
    }

    private Bucket add(String key) {
        boolean room = buckets.size() < most;
        sweep(room ? TIDY : SWEEP);
        return room || buckets.size() < most ? buckets.computeIfAbsent(key, another -> full()) : shared;
    }

    /** Looks for full buckets unless that was done less than so long ago. */
    private void sweep(long interval) {
        long last = swept.get();
        long now = clock.currentTimeNanos();
        if (now - last >= interval && swept.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= burst);
        }
    }

    /** How many there are. */
    int size() {
        return buckets.size();
    }

    /** Whether it is the one for whom there is no room. */
    boolean isShared(Bucket bucket) {
        return bucket == shared;
    }
}
