package io.parley.engine.cache;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.NamedCache;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named cache of the cache service, as long as there is a service; without it nothing is found and nothing kept. It is never
 * the only place of a value. Safe for all threads.
 *
 * <p>The cache is made when there is a first value for it, so that it costs a start nothing. What was cached while nobody told of
 * changes must not be found later: it is emptied when it is taken up.
 */
public final class ReadCache<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(ReadCache.class);

    private final String name;
    private final Class<K> keys;
    private final Class<V> values;
    private final long maxEntries;
    private volatile CacheService service; // written under this
    private volatile NamedCache<K, V> cache;

    public ReadCache(String name, Class<K> keys, Class<V> values, long maxEntries) {
        this.name = name;
        this.keys = keys;
        this.values = values;
        this.maxEntries = maxEntries;
    }

    /** Goes on with that service's cache. */
    public synchronized void use(CacheService next) {
        cache = null;
        service = next;
    }

    /** Null where there is no service, or none that gives the cache. */
    private synchronized NamedCache<K, V> made() {
        if (cache == null && service != null) {
            try {
                NamedCache<K, V> made = service.cache(name, keys, values, new CacheOptions(maxEntries, Duration.ZERO));
                made.clear();
                cache = made;
            } catch (IllegalArgumentException | IllegalStateException e) {
                service = null;
                LOG.warn("Reads go on without cache '{}': {}", name, e.getMessage());
            }
        }
        return cache;
    }

    /** Goes on without, unless another service has come meanwhile. */
    public synchronized void stop(CacheService gone) {
        if (service == gone) {
            service = null;
            cache = null;
        }
    }

    /** Null when it is not there. */
    public V get(K key) {
        NamedCache<K, V> now = cache;
        return now == null ? null : now.get(key).orElse(null);
    }

    /** The first one makes the cache, which may take a moment. */
    public void put(K key, V value) {
        NamedCache<K, V> now = cache;
        if (now == null && present()) {
            now = made();
        }
        if (now != null) {
            now.put(key, value);
        }
    }

    public void invalidate(K key) {
        NamedCache<K, V> now = cache;
        if (now != null) {
            now.invalidate(key);
        }
    }

    /** Whether there is a service to keep values. */
    public boolean present() {
        return service != null;
    }
}
