package io.parley.testkit;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Caches in heap, for tests: bounded by number and time. The entry that was put first goes first. */
public final class MemoryCaches implements CacheService {

    private final Map<String, Kept<?, ?>> caches = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** With the system's clock. */
    public MemoryCaches() {
        this(System::currentTimeMillis);
    }

    /** @param clock in milliseconds */
    public MemoryCaches(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keys, Class<V> values, CacheOptions options) {
        return (NamedCache<K, V>) caches.computeIfAbsent(name, key -> new Kept<K, V>(key, options, clock));
    }

    @Override
    public Collection<CacheStatistics> statistics() {
        return caches.values().stream().map(Kept::statistics).toList();
    }

    /** What the cache of that name has done; nothing where there is none. */
    public CacheStatistics statistics(String name) {
        Kept<?, ?> cache = caches.get(name);
        return cache == null ? new CacheStatistics(name, 0, 0, 0, 0, 0) : cache.statistics();
    }

    private static final class Kept<K, V> implements NamedCache<K, V> {

        private final String name;
        private final CacheOptions options;
        private final LongSupplier clock;
        private final LinkedHashMap<K, Timed<V>> entries = new LinkedHashMap<>();
        private long hits;
        private long misses;
        private long evictions;
        private long invalidations;

        private record Timed<V>(V value, long put) {}

        Kept(String name, CacheOptions options, LongSupplier clock) {
            this.name = name;
            this.options = options;
            this.clock = clock;
        }

        private boolean over(Timed<V> entry) {
            long timeToLive = options.timeToLive().toMillis();
            return timeToLive > 0 && clock.getAsLong() - entry.put >= timeToLive;
        }

        @Override
        public synchronized Optional<V> get(K key) {
            Timed<V> entry = entries.get(key);
            if (entry != null && over(entry)) {
                entries.remove(key);
                evictions++;
                entry = null;
            }
            V value = entry == null ? null : entry.value;
            hits += value == null ? 0 : 1;
            misses += value == null ? 1 : 0;
            return Optional.ofNullable(value);
        }

        @Override
        public synchronized void put(K key, V value) {
            // Behind all others, also when it was there.
            entries.remove(key);
            entries.put(key, new Timed<>(value, clock.getAsLong()));
            if (entries.size() > options.maxEntries()) {
                entries.remove(entries.keySet().iterator().next());
                evictions++;
            }
        }

        @Override
        public synchronized void invalidate(K key) {
            invalidations += entries.remove(key) == null ? 0 : 1;
        }

        @Override
        public synchronized void clear() {
            invalidations += entries.size();
            entries.clear();
        }

        synchronized CacheStatistics statistics() {
            return new CacheStatistics(name, entries.size(), hits, misses, evictions, invalidations);
        }
    }
}
