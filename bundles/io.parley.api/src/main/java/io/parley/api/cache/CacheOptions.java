package io.parley.api.cache;

import java.time.Duration;

/**
 * A cache's bounds.
 *
 * @param maxEntries 1 or more; the least useful entries go first
 * @param timeToLive from the entry's creation on; {@link Duration#ZERO} for no limit
 */
public record CacheOptions(long maxEntries, Duration timeToLive) {
    public CacheOptions {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries is 1 or more, not " + maxEntries);
        }
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive is zero or more, not " + timeToLive);
        }
    }
}
