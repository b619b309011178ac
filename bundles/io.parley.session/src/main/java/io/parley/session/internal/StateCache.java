package io.parley.session.internal;

import io.parley.api.cache.CacheService;
import io.parley.api.session.StateValue;
import io.parley.engine.cache.ReadCache;

/**
 * Values of sessions' state that were read from the view. Bounded by number and by the size of each. Safe for all threads.
 *
 * <p>An entry counts for one item only, and each change makes a new item: what was read before a change, or by a cache that missed
 * it, is never found. That a change removes the entry just makes room.
 */
final class StateCache {

    static final String NAME = "io.parley.session.state";
    static final int ENTRIES = 8_192;

    /** Bytes of a value; with the number of entries this bounds the cache to 32 MiB. */
    static final int LARGEST = 4 << 10;

    /** Names a value. */
    record Key(String session, String name) {}

    /** @param item whose value this is */
    record Cached(StateItem item, StateValue value) {}

    private final ReadCache<Key, Cached> cache = new ReadCache<>(NAME, Key.class, Cached.class, ENTRIES);

    void use(CacheService service) {
        cache.use(service);
    }

    void stop(CacheService service) {
        cache.stop(service);
    }

    /** Null when it is not there. */
    StateValue get(String session, String name, StateItem item) {
        if (!cache.present()) {
            return null;
        }
        Cached found = cache.get(new Key(session, name));
        return found != null && found.item == item ? found.value : null;
    }

    /**
     * Takes in what was read from the view, if it is not too large. When the view had a newer value already, the item has gone before,
     * and nobody asks for it any more.
     */
    void put(String session, String name, StateItem item, StateValue value) {
        if (value.value().size() <= LARGEST) {
            cache.put(new Key(session, name), new Cached(item, value));
        }
    }

    /** The item has gone; null where there was none. One whose value is in memory was never looked for here. */
    void gone(String session, String name, StateItem item) {
        if (item != null && item.value() == null) {
            cache.invalidate(new Key(session, name));
        }
    }
}
