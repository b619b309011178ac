package io.parley.session.internal;

import io.parley.api.session.Session;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Sessions that belong together: those of one principal, or of one parent. Safe for all threads; about 40 bytes a session that belongs to a group.
 */
final class Groups {

    private static final int LARGEST_PAGE = 1_000;

    private final Function<Entry, String> group;
    private final BiFunction<String, String, Entry> probe;
    private final ConcurrentSkipListSet<Entry> entries;

    /** Groups that nobody enters just now. */
    private final Set<String> shut = ConcurrentHashMap.newKeySet();

    /** Ids of sessions that are just being opened. Each set is guarded by its key's lock in the map. */
    private final Map<String, Set<String>> opening = new ConcurrentHashMap<>();

    /**
     * @param group the name of a session's group, which never changes; null for none
     * @param probe makes something to look for, of a group and an id
     */
    Groups(Function<Entry, String> group, BiFunction<String, String, Entry> probe) {
        this.group = group;
        this.probe = probe;
        this.entries = new ConcurrentSkipListSet<>(Comparator.comparing(group).thenComparing(entry -> entry.id));
    }

    /** By principal; {@link Session#ANONYMOUS} is nobody in particular, and none. */
    static Groups byPrincipal() {
        return new Groups(entry -> named(entry.principal), (name, id) -> new Entry(id, name, false, 0, 0));
    }

    /** By the id of their parent. */
    static Groups byParent() {
        return new Groups(
                entry -> entry.parent() == null ? null : entry.parent().id(), (name, id) -> {
                    Entry from = new Entry(id, Session.ANONYMOUS, false, 0, 0);
                    from.adopt(new Entry.Parent(name, 0));
                    return from;
                });
    }

    /** Null for nobody in particular. */
    static String named(String principal) {
        return principal.equals(Session.ANONYMOUS) ? null : principal;
    }

    /** The session is there. */
    void add(Entry entry) {
        if (group.apply(entry) != null) {
            entries.add(entry);
        }
    }

    /** The session has ended. */
    void remove(Entry entry) {
        if (group.apply(entry) != null) {
            entries.remove(entry);
        }
    }

    /** In the order of their ids, as they are while the stream is read. */
    Stream<Entry> of(String name) {
        return after(name, "");
    }

    /** Those of all groups. */
    Stream<Entry> all() {
        return entries.stream();
    }

    /** As {@link #of}, behind that id. */
    Stream<Entry> after(String name, String id) {
        Entry from = probe.apply(name, id);
        return group.apply(from) == null
                ? Stream.empty()
                : entries.tailSet(from, false).stream()
                        .takeWhile(entry -> group.apply(entry).equals(name));
    }

    /** As {@link #after}, as the first of them are now. */
    List<Session> page(String name, Optional<String> after, int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " sessions, not " + limit);
        }
        return after(name, after.orElse("")).limit(limit).map(Entry::snapshot).toList();
    }

    /**
     * Makes room for a session that is about to be opened, until {@link #leave}.
     *
     * @param name of the group; null for none, where there is room
     * @param most how many the group may have
     * @return whether there is room
     */
    boolean enter(String name, String id, int most) {
        if (name == null) {
            return true;
        }
        Set<String> entered = opening.compute(name, (any, ids) -> {
            Set<String> now = ids == null ? new HashSet<>(2) : ids;
            // Nobody leaves meanwhile: so one that comes among the entries just now is not missed, and none counts
            // twice.
            long others = now.size()
                    + of(name).filter(entry -> !now.contains(entry.id))
                            .limit(most)
                            .count();
            if (others < most) {
                now.add(id);
            }
            return now.isEmpty() ? null : now;
        });
        return entered != null && entered.contains(id);
    }

    /** The session is about to be replaced by another one of its group: it counts all the time, until {@link #leave}. */
    void stay(String name, String id) {
        if (name != null) {
            opening.compute(name, (any, ids) -> {
                Set<String> now = ids == null ? new HashSet<>(2) : ids;
                now.add(id);
                return now;
            });
        }
    }

    /** The session is there, or will not be. */
    void leave(String name, String id) {
        if (name != null) {
            opening.computeIfPresent(name, (any, ids) -> {
                ids.remove(id);
                return ids.isEmpty() ? null : ids;
            });
        }
    }

    /** Whoever enters from now on is to look at {@link #isShut}; who has entered before is {@link #isEntered still to be seen}. */
    void shut(String name) {
        shut.add(name);
    }

    void open(String name) {
        shut.remove(name);
    }

    boolean isShut(String name) {
        return name != null && shut.contains(name);
    }

    /** Whether a session of the group is just being opened. */
    boolean isEntered(String name) {
        return opening.containsKey(name);
    }
}
