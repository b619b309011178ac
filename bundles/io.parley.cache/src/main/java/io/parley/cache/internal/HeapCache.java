package io.parley.cache.internal;

import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.ehcache.Cache;
import org.ehcache.core.spi.service.StatisticsService;

/**
 * One cache. Hits and misses are counted here, since Ehcache counts its own reads too; evictions, expiries and removals
 * by Ehcache, since it alone knows whether there was an entry.
 */
final class HeapCache<K, V> implements NamedCache<K, V> {

    private final String name;
    private final Class<K> keys;
    private final Class<V> values;
    private final Cache<K, V> cache;
    private final org.ehcache.core.statistics.CacheStatistics counted;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private volatile boolean closed;

    HeapCache(String name, Class<K> keys, Class<V> values, Cache<K, V> cache, StatisticsService statistics) {
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.cache = cache;
        this.counted = statistics.getCacheStatistics(name);
    }

    String name() {
        return name;
    }

    Class<K> keys() {
        return keys;
    }

    Class<V> values() {
        return values;
    }

    /** This cache for somebody who takes it for one of those types. */
    @SuppressWarnings("unchecked")
    <A, B> NamedCache<A, B> as(Class<A> wantedKeys, Class<B> wantedValues) {
        if (keys != (Class<?>) wantedKeys || values != (Class<?>) wantedValues) {
            throw new IllegalArgumentException("Cache '" + name + "' holds " + keys.getName() + " -> "
                    + values.getName() + ", not " + wantedKeys.getName() + " -> " + wantedValues.getName());
        }
        return (NamedCache<A, B>) this;
    }

    @Override
    public Optional<V> get(K key) {
        V value = unlessClosed(() -> cache.get(key));
        (value == null ? misses : hits).increment();
        return Optional.ofNullable(value);
    }

    @Override
    public void put(K key, V value) {
        unlessClosed(() -> {
            cache.put(key, value);
            return null;
        });
    }

    @Override
    public void invalidate(K key) {
        unlessClosed(() -> {
            cache.remove(key);
            return null;
        });
    }

    /** One by one, so that each is counted. */
    @Override
    public void clear() {
        unlessClosed(() -> {
            cache.forEach(entry -> cache.remove(entry.getKey()));
            return null;
        });
    }

    CacheStatistics statistics() {
        return new CacheStatistics(
                name,
                counted.getTierStatistics().get("OnHeap").getMappings(),
                hits.sum(),
                misses.sum(),
                counted.getCacheEvictions(),
                counted.getCacheRemovals());
    }

    /** Ehcache refuses calls to a closed cache, also those that came just before. */
    private <T> T unlessClosed(Supplier<T> call) {
        if (closed) {
            return null;
        }
        try {
            return call.get();
        } catch (IllegalStateException e) {
            if (closed) {
                return null;
            }
            throw e;
        }
    }

    /** To be called before the cache beneath is closed. */
    void close() {
        closed = true;
    }
}
