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
    private final Node root = new Node("");
    private volatile int size; // written under this

    public int size() {
        return size;
    }

    public synchronized void add(String pattern, L listener) {
        if (Topics.hasWildcard(pattern)) {
            Node node = root;
            int begin = 0;
            while (begin <= pattern.length() && !pattern.startsWith("#", begin)) {
                int end = Topics.levelEnd(pattern, begin);
                node = node.makeChild(pattern, begin, end);
                begin = end + 1;
            }
            if (begin > pattern.length()) {
                node.here = Listeners.with(node.here, listener);
            } else {
                node.below = Listeners.with(node.below, listener);
            }
        } else {
            exact.put(pattern, Listeners.with(exact.get(pattern), listener));
        }
        size++;
    }

    public synchronized void remove(String pattern, L listener) {
        if (Topics.hasWildcard(pattern)) {
            remove(root, pattern, 0, listener);
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

    private void remove(Node node, String pattern, int begin, L listener) {
        if (begin > pattern.length()) {
            node.here = Listeners.without(node.here, listener);
        } else if (pattern.startsWith("#", begin)) {
            node.below = Listeners.without(node.below, listener);
        } else {
            int end = Topics.levelEnd(pattern, begin);
            Node child = node.child(pattern, begin, end);
            if (child != null) {
                remove(child, pattern, end + 1, listener);
                if (child.isEmpty()) {
                    node.removeChild(child);
                }
            }
        }
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
        return root.isEmpty() ? 1 : match(root, topic, 0, found);
    }

    private int match(Node node, String topic, int begin, List<L> found) {
        boolean wild = begin > 0 || topic.charAt(0) != '$';
        if (wild) {
            Listeners.addTo(found, node.below);
        }
        if (begin > topic.length()) {
            Listeners.addTo(found, node.here);
            return 1;
        }
        int visited = 1;
        Node any = wild ? node.any() : null;
        if (any != null || node.hasNames()) {
            int end = Topics.levelEnd(topic, begin);
            Node named = node.named(topic, begin, end);
            if (named != null) {
                visited += match(named, topic, end + 1, found);
            }
            if (any != null) {
                visited += match(any, topic, end + 1, found);
            }
        }
        return visited;
    }

    /** Everybody, in no particular order. */
    public void forEach(Consumer<? super L> action) {
        List<L> all = new ArrayList<>();
        exact.values().forEach(held -> Listeners.addTo(all, held));
        root.collect(all);
        all.forEach(action);
    }

    /** For tests: whether nothing is left behind. */
    boolean bare() {
        return exact.isEmpty() && root.isEmpty();
    }
}
