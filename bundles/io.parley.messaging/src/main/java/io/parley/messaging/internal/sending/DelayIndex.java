package io.parley.messaging.internal.sending;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Messages that wait for their time and are in memory, by address and id, which may come more than once. For one thread at a time. */
final class DelayIndex {

    private final Map<String, DelayedEntry> firsts = new HashMap<>();
    private int size;

    int size() {
        return size;
    }

    /** Null when there is none of that name. */
    DelayedEntry get(String name) {
        DelayedEntry entry = firsts.get(DelayedEntry.prefix(name));
        while (entry != null && !entry.name().equals(name)) {
            entry = entry.twin;
        }
        return entry;
    }

    boolean has(DelayedEntry wanted) {
        DelayedEntry entry = firsts.get(DelayedEntry.prefix(wanted.name()));
        while (entry != null && entry != wanted) {
            entry = entry.twin;
        }
        return entry != null;
    }

    /** Adds one that is not there. */
    void add(DelayedEntry entry) {
        entry.twin = firsts.put(DelayedEntry.prefix(entry.name()), entry);
        size++;
    }

    /** Removes one that is there. */
    void remove(DelayedEntry entry) {
        String prefix = DelayedEntry.prefix(entry.name());
        DelayedEntry before = firsts.get(prefix);
        if (before == entry) {
            if (entry.twin == null) {
                firsts.remove(prefix);
            } else {
                firsts.put(prefix, entry.twin);
            }
        } else {
            while (before.twin != entry) {
                before = before.twin;
            }
            before.twin = entry.twin;
        }
        entry.twin = null;
        size--;
    }

    /** All whose names begin with that {@link DelayedEntry#prefix prefix}. */
    List<DelayedEntry> find(String prefix) {
        List<DelayedEntry> found = new ArrayList<>();
        for (DelayedEntry entry = firsts.get(prefix); entry != null; entry = entry.twin) {
            found.add(entry);
        }
        return found;
    }
}
