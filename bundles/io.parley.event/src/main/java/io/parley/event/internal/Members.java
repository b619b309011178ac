package io.parley.event.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.GroupService.Group;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The members of all groups, as the committed ops made them. A group is there for as long as it has one. Reading takes no lock. Safe for all
 * threads.
 */
public final class Members {

    /** By group and session; changed under this. */
    private final ConcurrentNavigableMap<String, ConcurrentNavigableMap<String, SessionListener>> groups =
            new ConcurrentSkipListMap<>();

    /** How often each session is just joining, by group. */
    private final Map<String, Map<String, Integer>> joining = new HashMap<>(); // guarded by this

    /** In place of the one that the session has there already, if it has. */
    synchronized void add(SessionListener member) {
        groups.computeIfAbsent(member.pattern(), name -> new ConcurrentSkipListMap<>())
                .put(member.session, member);
    }

    synchronized void remove(SessionListener member) {
        ConcurrentNavigableMap<String, SessionListener> group = groups.get(member.pattern());
        if (group != null && group.remove(member.session, member) && group.isEmpty()) {
            groups.remove(member.pattern());
        }
    }

    /** In the order of their sessions, as they are while it is read. */
    Collection<SessionListener> of(String group) {
        return group(group).values();
    }

    boolean has(String group, String session) {
        return group(group).containsKey(session);
    }

    /** The sessions of the group behind that one. */
    Collection<String> after(String group, Optional<String> session) {
        NavigableMap<String, SessionListener> all = group(group);
        return session.isEmpty()
                ? all.keySet()
                : all.tailMap(session.get(), false).keySet();
    }

    private ConcurrentNavigableMap<String, SessionListener> group(String name) {
        ConcurrentNavigableMap<String, SessionListener> group = groups.get(name);
        return group == null ? new ConcurrentSkipListMap<>() : group;
    }

    List<Group> groups(Optional<String> after, int limit) {
        NavigableMap<String, ConcurrentNavigableMap<String, SessionListener>> rest =
                after.isEmpty() ? groups : groups.tailMap(after.get(), false);
        return rest.entrySet().stream()
                .map(group -> new Group(group.getKey(), group.getValue().size()))
                .filter(group -> group.members() > 0)
                .limit(limit)
                .toList();
    }

    int count() {
        return groups.size();
    }

    /**
     * Makes room for a session that is about to join, until {@link #entered}.
     *
     * @param most how many members the group may have
     * @throws RefusedException LIMIT when there is none
     */
    synchronized void enter(String group, String session, int most) {
        Map<String, SessionListener> there = group(group);
        Map<String, Integer> coming = joining.getOrDefault(group, Map.of());
        long others = there.size()
                + coming.keySet().stream()
                        .filter(one -> !there.containsKey(one) && !one.equals(session))
                        .count();
        if (others >= most) {
            throw new RefusedException(
                    Reason.LIMIT,
                    "Session '" + session + "' does not join group '" + group + "', which has " + most
                            + " members already (" + EventSettings.PID + ": " + EventSettings.MEMBERS + ")");
        }
        joining.computeIfAbsent(group, name -> new HashMap<>(2)).merge(session, 1, Integer::sum);
    }

    /** The session is a member now, or will not be. */
    synchronized void entered(String group, String session) {
        joining.computeIfPresent(group, (name, coming) -> {
            coming.computeIfPresent(session, (id, count) -> count == 1 ? null : count - 1);
            return coming.isEmpty() ? null : coming;
        });
    }
}
