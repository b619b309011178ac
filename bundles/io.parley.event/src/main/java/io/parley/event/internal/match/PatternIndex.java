package io.parley.event.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Finds who listens to a topic. Patterns without wildcard are found by one look-up of the whole topic; those with wildcards are in a
 * tree with one node for each level. Reading takes no lock; changes exclude each other for the moment that they take. A match sees
 * every change that has returned before it begins.
 *
 * <p>At a level of the topic a match goes on, from each node that it has reached, to at most two: the level's name and
 * {@code +}. So it visits at most 2<sup>n</sup> nodes at level n, and never more than there are different arrangements of
 * {@code +} among the patterns' first n levels.
 *
 * @param <L> told apart by identity
 */
public final class PatternIndex<L> {

    private final Map<String, Object> exact = new ConcurrentHashMap<>();
    private final Tree wild = new Tree();
    private volatile int size; // written under this

    public int size() {
        return size;
    }

    public synchronized void add(String pattern, L listener) {
        if (Topics.hasWildcard(pattern)) {
            wild.add(pattern, listener);
        } else {
            exact.merge(pattern, listener, Listeners::with);
        }
        size++;
    }

    public synchronized void remove(String pattern, L listener) {
        if (Topics.hasWildcard(pattern)) {
            wild.remove(pattern, listener);
        } else {
            Object rest = Listeners.without(exact.get(pattern), listener);
            if (rest == null) {
                exact.remove(pattern);
            } else {
                exact.put(pattern, rest);
            }
        }
        size--;
    }

    /** Everybody whose pattern matches the topic, as often as patterns match. The list is the caller's own. */
    public List<L> match(String topic) {
        if (size == 0) {
            return List.of();
        }
        List<L> found = new ArrayList<>(2);
        match(topic, found);
        return found;
    }

    /** Adds who matches, and returns how many nodes of the tree that took. */
    int match(String topic, List<L> found) {
        Listeners.addTo(found, exact.get(topic));
        return wild.isEmpty() ? 1 : wild.match(topic, found);
    }

    /** Everybody, in no particular order. */
    public void forEach(Consumer<? super L> action) {
        List<L> all = new ArrayList<>();
        exact.values().forEach(held -> Listeners.addTo(all, held));
        wild.collect(all);
        all.forEach(action);
    }

    /** For tests: whether nothing is left behind. */
    boolean bare() {
        return exact.isEmpty() && wild.isEmpty();
    }
}
