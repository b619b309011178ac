package io.parley.event.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.GroupService.Group;
import io.parley.engine.contract.GroupStates;
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
public final class Members implements GroupStates.Membership {

    /** By group and session; changed under this. */
    private final ConcurrentNavigableMap<String, ConcurrentNavigableMap<String, SessionListener>> groups =
            new ConcurrentSkipListMap<>();

    /** How often each session is just joining, by group. */
    private final Map<String, Map<String, Integer>> joining = new HashMap<>(); // guarded by this

    /** What is told who is in groups; null for none. */
    private volatile GroupStates states;

    private volatile boolean complete;

    /** All stored memberships are there: from now on a group in which nobody is has no member. */
    void complete() {
        complete = true;
        GroupStates told = states;
        if (told != null) {
            told.use(this);
        }
    }

    /** These are told who is in groups, once that is known. */
    void use(GroupStates given) {
        states = given;
        if (complete) {
            given.use(this);
        }
    }

    void stop(GroupStates given) {
        states = null;
        given.stop(this);
    }

    /** A group may have no member any more. */
    private void left(String group) {
        GroupStates told = states;
        if (told != null) {
            told.left(group);
        }
    }

    /** In place of the one that the session has there already, if it has. */
    synchronized void add(SessionListener member) {
        groups.computeIfAbsent(member.pattern(), name -> new ConcurrentSkipListMap<>())
                .put(member.session, member);
    }

    void remove(SessionListener member) {
        boolean last;
        synchronized (this) {
            ConcurrentNavigableMap<String, SessionListener> group = groups.get(member.pattern());
            last = group != null && group.remove(member.session, member) && group.isEmpty();
            if (last) {
                groups.remove(member.pattern());
            }
        }
        if (last) {
            left(member.pattern());
        }
    }

    /** In the order of their sessions, as they are while it is read. */
    Collection<SessionListener> of(String group) {
        return group(group).values();
    }

    @Override
    public boolean has(String group, String session) {
        return group(group).containsKey(session);
    }

    @Override
    public boolean present(String group) {
        return groups.containsKey(group);
    }

    @Override
    public synchronized boolean deserted(String group) {
        return complete && !groups.containsKey(group) && !joining.containsKey(group);
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
    void entered(String group, String session) {
        synchronized (this) {
            joining.computeIfPresent(group, (name, coming) -> {
                coming.computeIfPresent(session, (id, count) -> count == 1 ? null : count - 1);
                return coming.isEmpty() ? null : coming;
            });
        }
        if (!groups.containsKey(group)) {
            left(group);
        }
    }
}
