package io.parley.auth.file.internal.login;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failures by some key, an address for example, and blocks a key for longer the more there are. Bounded: the key that was
 * met longest ago is forgotten first. Safe for all threads.
 */
final class Failures {

    static final int MOST_KEYS = 10_000;

    private static final long FIRST_DELAY_MILLIS = 500;

    /** So long without a failure, and all is forgotten. */
    private static final long MEMORY_MILLIS = 15 * 60_000;

    private final int free;
    private final long longestMillis;
    private final Map<Object, Count> counts = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    private static final class Count {
        private int failures;
        private long last;
        private long blockedUntil;
    }

    /**
     * @param free so many failures block nothing
     * @param longestMillis the longest that one failure blocks; 0 for not at all
     */
    Failures(int free, long longestMillis) {
        this.free = free;
        this.longestMillis = longestMillis;
    }

    synchronized boolean blocked(Object key, long now) {
        Count count = counts.get(key);
        return count != null && now < count.blockedUntil;
    }

    synchronized void failed(Object key, long now) {
        Count count = counts.computeIfAbsent(key, any -> new Count());
        if (now - count.last > MEMORY_MILLIS) {
            count.failures = 0;
        }
        count.failures++;
        count.last = now;
        if (count.failures > free) {
            int doublings = Math.min(20, count.failures - free - 1);
            count.blockedUntil = now + Math.min(longestMillis, FIRST_DELAY_MILLIS << doublings);
        }
        if (counts.size() > MOST_KEYS) {
            counts.remove(counts.keySet().iterator().next());
        }
    }

    /** What was counted as a failure was none. */
    synchronized void undo(Object key) {
        Count count = counts.get(key);
        if (count != null && count.failures > 0) {
            count.failures--;
            if (count.failures <= free) {
                count.blockedUntil = 0;
            }
        }
    }

    synchronized void forget(Object key) {
        counts.remove(key);
    }

    synchronized int size() {
        return counts.size();
    }
}
