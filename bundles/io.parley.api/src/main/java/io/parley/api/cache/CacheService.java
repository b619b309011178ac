package io.parley.api.cache;

import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/** Named caches. An OSGi service; safe for all threads. */
@ProviderType
public interface CacheService {

    /**
     * The cache of that name, made on first use.
     *
     * @throws IllegalArgumentException when a cache of that name holds other types
     */
    <K, V> NamedCache<K, V> cache(String name, Class<K> keys, Class<V> values, CacheOptions options);

    /** What each cache has done so far. */
    Collection<CacheStatistics> statistics();
}
