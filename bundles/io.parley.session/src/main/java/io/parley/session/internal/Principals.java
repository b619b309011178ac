package io.parley.session.internal;

import io.parley.api.session.Session;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Which sessions a principal has. Those of {@link Session#ANONYMOUS} are not here: that is nobody in particular. Safe for all threads; about
 * 40 bytes a session.
 */
final class Principals {

    private final ConcurrentSkipListSet<Entry> entries = new ConcurrentSkipListSet<>(
            Comparator.<Entry, String>comparing(entry -> entry.principal).thenComparing(entry -> entry.id));

    /** Ids of sessions that are just being opened. Each set is guarded by its key's lock in the map. */
    private final Map<String, Set<String>> opening = new ConcurrentHashMap<>();

    private static boolean named(String principal) {
        return !principal.equals(Session.ANONYMOUS);
    }

    /** The session is there. */
    void add(Entry entry) {
        if (named(entry.principal)) {
            entries.add(entry);
        }
    }

    /** The session has ended. */
    void remove(Entry entry) {
        if (named(entry.principal)) {
            entries.remove(entry);
        }
    }

    /** In the order of their ids, as they are while the stream is read; none of {@link Session#ANONYMOUS}. */
    Stream<Entry> of(String principal) {
        return after(principal, "");
    }

    /** As {@link #of}, behind that id. */
    Stream<Entry> after(String principal, String id) {
        Entry from = new Entry(id, principal, false, 0, 0);
        return entries.tailSet(from, false).stream().takeWhile(entry -> entry.principal.equals(principal));
    }

    /**
     * Makes room for a session that is about to be opened, until {@link #leave}.
     *
     * @param most how many the principal may have
     * @return whether there is room
     */
    boolean enter(String principal, String id, int most) {
        if (!named(principal)) {
            return true;
        }
        Set<String> entered = opening.compute(principal, (any, ids) -> {
            Set<String> now = ids == null ? new HashSet<>(2) : ids;
            // Nobody leaves meanwhile: so one that comes among the entries just now is not missed, and none counts
            // twice.
            long others = now.size()
                    + of(principal)
                            .filter(entry -> !now.contains(entry.id))
                            .limit(most)
                            .count();
            if (others < most) {
                now.add(id);
            }
            return now.isEmpty() ? null : now;
        });
        return entered != null && entered.contains(id);
    }

    /** The session is about to be replaced by another one of its principal: it counts all the time, until {@link #leave}. */
    void stay(String principal, String id) {
        if (named(principal)) {
            opening.compute(principal, (any, ids) -> {
                Set<String> now = ids == null ? new HashSet<>(2) : ids;
                now.add(id);
                return now;
            });
        }
    }

    /** The session is there, or will not be. */
    void leave(String principal, String id) {
        opening.computeIfPresent(principal, (any, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }
}
