package io.parley.api.cache;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A bounded cache of immutable values. Safe for all threads; nothing blocks. */
@ProviderType
public interface NamedCache<K, V> {

    Optional<V> get(K key);

    void put(K key, V value);

    /** Removes one entry; a missing one is no error. */
    void invalidate(K key);

    /** Removes all entries. */
    void clear();
}
