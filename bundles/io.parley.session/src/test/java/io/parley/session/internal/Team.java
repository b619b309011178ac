package io.parley.session.internal;

import io.parley.engine.contract.GroupStates;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who is in which group, for tests. */
class Team implements GroupStates.Membership {

    private final Map<String, Set<String>> groups = new ConcurrentHashMap<>();

    Team join(String group, String... sessions) {
        groups.computeIfAbsent(group, name -> ConcurrentHashMap.newKeySet()).addAll(Set.of(sessions));
        return this;
    }

    /** Those who share states are to be told. */
    void leave(String group, String session) {
        groups.computeIfPresent(group, (name, members) -> {
            members.remove(session);
            return members.isEmpty() ? null : members;
        });
    }

    @Override
    public boolean has(String group, String session) {
        return groups.getOrDefault(group, Set.of()).contains(session);
    }

    @Override
    public boolean present(String group) {
        return groups.containsKey(group);
    }

    @Override
    public boolean deserted(String group) {
        return !present(group);
    }
}
