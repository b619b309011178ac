package io.parley.messaging.internal;

import io.parley.api.message.Message;
import io.parley.engine.Precedence;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose turn it is in a queue where not all entries are alike. Those of a higher priority go first, but for each {@link #FAIR}th time,
 * when the oldest of all does: so none waits for ever. Of those with one ordering key one is out at a time, in order, until it has
 * left the queue; an ordering key counts more than a priority. Owned by the queue's shard.
 */
final class Turns {

    static final int FAIR = 8;

    static final int PRIORITIES = 10;

    /** Entries with one ordering key: the one whose turn it is, and those behind it. */
    private static final class Key {

        private PrecedentEntry current;
        private final ArrayDeque<PrecedentEntry> waiting = new ArrayDeque<>(1);

        Key(PrecedentEntry first) {
            current = first;
        }
    }

    /** Waiting entries of other priorities than the default one, by sequence. */
    private final TreeMap<Integer, TreeMap<Long, Entry>> byPriority = new TreeMap<>();

    private final Map<String, Key> keys = new HashMap<>();
    private int taken;

    /** Whether the entry's turn is decided by its priority. */
    static boolean prioritized(Entry entry) {
        Precedence precedence = entry.precedence();
        return precedence != null
                && precedence.orderingKey() == null
                && precedence.priority() != Message.DEFAULT_PRIORITY;
    }

    /** That of the entry as far as it decides its turn. */
    static int priority(Entry entry) {
        return prioritized(entry) ? entry.precedence().priority() : Message.DEFAULT_PRIORITY;
    }

    /** Those of one priority that wait, from that sequence on, in order. */
    Collection<Entry> waiting(int priority, long sequence) {
        TreeMap<Long, Entry> same = byPriority.get(priority);
        return same == null ? List.of() : same.tailMap(sequence).values();
    }

    /** A prioritized entry waits, for the first time or again. */
    void waits(Entry entry) {
        byPriority
                .computeIfAbsent(entry.precedence().priority(), priority -> new TreeMap<>())
                .put(entry.sequence, entry);
    }

    /** A prioritized entry does not wait any more. */
    void leaves(Entry entry) {
        int priority = entry.precedence().priority();
        TreeMap<Long, Entry> same = byPriority.get(priority);
        if (same != null && same.remove(entry.sequence) != null && same.isEmpty()) {
            byPriority.remove(priority);
        }
    }

    /** An entry went to a consumer. */
    void taken() {
        taken++;
    }

    /** @param plain the next of those with the default priority; null when there is none */
    Entry next(Entry plain) {
        if (byPriority.isEmpty()) {
            return plain;
        }
        if (taken % FAIR == FAIR - 1) {
            return oldest(plain);
        }
        Map.Entry<Integer, TreeMap<Long, Entry>> highest = byPriority.lastEntry();
        return plain != null && highest.getKey() < Message.DEFAULT_PRIORITY
                ? plain
                : highest.getValue().firstEntry().getValue();
    }

    /** The one that came before all others; parameter as for {@link #next}. */
    Entry oldest(Entry plain) {
        Entry oldest = plain;
        for (TreeMap<Long, Entry> same : byPriority.values()) {
            Entry first = same.firstEntry().getValue();
            oldest = oldest == null || first.sequence < oldest.sequence ? first : oldest;
        }
        return oldest;
    }

    /** Whether the entry may go out; if not, it waits here until the one before it with the same key has left. */
    boolean admits(Entry entry) {
        String name = entry.orderingKey();
        if (name == null) {
            return true;
        }
        PrecedentEntry one = (PrecedentEntry) entry;
        Key key = keys.computeIfAbsent(name, same -> new Key(one));
        if (key.current != one && !one.parked) {
            one.parked = true;
            key.waiting.add(one);
        }
        return key.current == one;
    }

    /** Whether the entry waits here until the one before it with the same key has left. */
    boolean parks(Entry entry) {
        return entry instanceof PrecedentEntry one && one.parked;
    }

    /** The entry has left the queue, or is passed over; returns the one with the same key whose turn it is now, or null. */
    Entry left(Entry entry) {
        String name = entry.orderingKey();
        Key key = name == null ? null : keys.get(name);
        if (key == null) {
            return null;
        }
        if (key.current != entry) {
            if (parks(entry)) {
                key.waiting.remove(entry);
            }
            return null;
        }
        key.current = key.waiting.poll();
        if (key.current == null) {
            keys.remove(name);
        } else {
            key.current.parked = false;
        }
        return key.current;
    }
}
