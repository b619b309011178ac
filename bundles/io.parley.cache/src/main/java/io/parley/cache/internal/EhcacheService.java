package io.parley.cache.internal;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.CacheStatistics;
import io.parley.api.cache.NamedCache;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ExpiryPolicyBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.core.internal.statistics.DefaultStatisticsService;
import org.ehcache.core.spi.service.StatisticsService;
import org.ehcache.expiry.ExpiryPolicy;
import org.ehcache.impl.internal.TimeSourceConfiguration;

/**
 * Caches in heap, by Ehcache. The first use of a name decides its types and bounds.
 *
 * <p>A cache that is closed, with the service or because the bundle of its types has gone, behaves as one that holds
 * nothing, so that whoever still uses it goes to where the values really are.
 */
final class EhcacheService implements CacheService, AutoCloseable {

    private final StatisticsService statistics = new DefaultStatisticsService();
    private final Map<String, HeapCache<?, ?>> caches = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    /** Made with the first cache. Under the monitor of {@link #caches}, as is each change of that. */
    private CacheManager manager;

    private boolean closed; // likewise

    /** @param clock milliseconds, for the entries' time to live */
    EhcacheService(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public <K, V> NamedCache<K, V> cache(String name, Class<K> keys, Class<V> values, CacheOptions options) {
        Objects.requireNonNull(options, "options");
        HeapCache<?, ?> cache = caches.get(name);
        if (cache == null) {
            synchronized (caches) {
                if (closed) {
                    throw new IllegalStateException("The cache service is stopped");
                }
                cache = caches.get(name);
                if (cache == null) {
                    cache = new HeapCache<>(name, keys, values, create(name, keys, values, options), statistics);
                    caches.put(name, cache);
                }
            }
        }
        return cache.as(keys, values);
    }

    private <K, V> Cache<K, V> create(String name, Class<K> keys, Class<V> values, CacheOptions options) {
        ExpiryPolicy<Object, Object> expiry = options.timeToLive().equals(Duration.ZERO)
                ? ExpiryPolicyBuilder.noExpiration()
                : ExpiryPolicyBuilder.timeToLiveExpiration(options.timeToLive());
        return withOwnClasses(() -> manager()
                .createCache(
                        name,
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                        keys, values, ResourcePoolsBuilder.heap(options.maxEntries()))
                                .withExpiry(expiry)));
    }

    private CacheManager manager() {
        if (manager == null) {
            manager = CacheManagerBuilder.newCacheManagerBuilder()
                    .using(statistics)
                    .using(new TimeSourceConfiguration(clock::getAsLong))
                    .build(true);
        }
        return manager;
    }

    private static void withOwnClasses(Runnable work) {
        withOwnClasses(() -> {
            work.run();
            return null;
        });
    }

    /** Ehcache looks for its own classes at the calling thread's loader first, where there may be other ones. */
    private static <T> T withOwnClasses(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(EhcacheService.class.getClassLoader());
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Collection<CacheStatistics> statistics() {
        return caches.values().stream().map(HeapCache::statistics).toList();
    }

    /** Closes the caches whose keys or values are of such a class; their names are free then. */
    void closeCachesOf(Predicate<Class<?>> types) {
        synchronized (caches) {
            caches.values().removeIf(cache -> {
                boolean affected = types.test(cache.keys()) || types.test(cache.values());
                if (affected) {
                    cache.close();
                    withOwnClasses(() -> manager.removeCache(cache.name()));
                }
                return affected;
            });
        }
    }

    /** Closes all caches; no new ones are made. Repeatable. */
    @Override
    public void close() {
        synchronized (caches) {
            if (!closed) {
                closed = true;
                caches.values().forEach(HeapCache::close);
                caches.clear();
                if (manager != null) {
                    withOwnClasses(manager::close);
                }
            }
        }
    }
}
