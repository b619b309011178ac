package io.parley.event.internal.topic;

import io.parley.event.internal.match.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All configured topics: for each topic the most specific pattern counts. Safe for all threads. */
public final class TopicRules {

    private static final int MAX_REMEMBERED = 10_000;

    private record Table(List<TopicSettings> rules, Map<String, Optional<TopicSettings>> remembered) {
        Optional<TopicSettings> find(String topic) {
            for (TopicSettings rule : rules) {
                if (Topics.matches(rule.pattern(), topic)) {
                    return Optional.of(rule);
                }
            }
            return Optional.empty();
        }
    }

    private final Map<Object, TopicSettings> byOwner = new ConcurrentHashMap<>();
    private volatile Table table = new Table(List.of(), Map.of());

    /** Sets what one configuration says. */
    public synchronized void put(Object owner, TopicSettings settings) {
        byOwner.put(owner, settings);
        rebuild();
    }

    public synchronized void remove(Object owner) {
        byOwner.remove(owner);
        rebuild();
    }

    private void rebuild() {
        List<TopicSettings> rules = new ArrayList<>(byOwner.values());
        rules.sort((a, b) -> Topics.bySpecificity(a.pattern(), b.pattern()));
        table = new Table(List.copyOf(rules), new ConcurrentHashMap<>());
    }

    /** Whether the history of a topic that matches the pattern is kept. */
    public boolean keepHistory(String pattern) {
        return Topics.hasWildcard(pattern)
                ? table.rules.stream().anyMatch(rule -> rule.history() && Topics.overlap(rule.pattern(), pattern))
                : of(pattern).filter(TopicSettings::history).isPresent();
    }

    /** What is configured for the topic. */
    public Optional<TopicSettings> of(String topic) {
        Table now = table;
        if (now.rules.isEmpty()) {
            return Optional.empty();
        }
        Optional<TopicSettings> found = now.remembered.get(topic);
        if (found == null) {
            found = now.find(topic);
            if (now.remembered.size() >= MAX_REMEMBERED) {
                now.remembered.clear();
            }
            now.remembered.put(topic, found);
        }
        return found;
    }
}
