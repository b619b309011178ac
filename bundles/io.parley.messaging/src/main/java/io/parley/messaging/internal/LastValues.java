package io.parley.messaging.internal;

import java.util.HashMap;
import java.util.Map;

/** The newest entry of each ordering key, in a queue where it replaces the one before. Owned by the queue's shard. */
final class LastValues {

    private final Map<String, Entry> newest = new HashMap<>();

    /** An entry came; returns the one before it with the same key, or null. */
    Entry came(Entry entry) {
        String key = entry.orderingKey();
        return key == null ? null : newest.put(key, entry);
    }

    /** Whether a newer one has come since. */
    boolean outdated(Entry entry) {
        String key = entry.orderingKey();
        return key != null && newest.getOrDefault(key, entry) != entry;
    }

    void left(Entry entry) {
        String key = entry.orderingKey();
        if (key != null) {
            newest.remove(key, entry);
        }
    }
}
