package io.parley.event.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Finds who listens to a topic: a tree with one node for each level of the patterns. Reading takes no lock; changes exclude each
 * other for the moment that they take. A match sees every change that has returned before it begins.
 *
 * @param <L> told apart by identity
 */
public final class PatternIndex<L> {

    /** So many results are remembered, and none with more listeners than that. */
    private static final int MAX_RESULTS = 4_096;

    private static final int MAX_REMEMBERED = 64;

    private record Result<L>(long version, List<L> listeners) {}

    private static final class Node<L> {
        private final Map<String, Node<L>> children = new ConcurrentHashMap<>(2);
        private final Bag<L> here = new Bag<>();
        /** Those whose pattern goes on with {@code #}. */
        private final Bag<L> below = new Bag<>();

        private boolean isEmpty() {
            return children.isEmpty() && here.isEmpty() && below.isEmpty();
        }
    }

    private final Node<L> root = new Node<>();
    private final Map<String, Result<L>> results = new ConcurrentHashMap<>();
    private volatile long version; // written under this
    private volatile int size; // written under this

    public int size() {
        return size;
    }

    public synchronized void add(String pattern, L listener) {
        Node<L> node = root;
        int begin = 0;
        while (begin <= pattern.length()) {
            int end = Topics.levelEnd(pattern, begin);
            String level = pattern.substring(begin, end);
            if (level.equals("#")) {
                break;
            }
            node = node.children.computeIfAbsent(level, key -> new Node<>());
            begin = end + 1;
        }
        (begin > pattern.length() ? node.here : node.below).add(listener);
        size++;
        version++;
    }

    public synchronized void remove(String pattern, L listener) {
        remove(root, pattern, 0, listener);
        size--;
        version++;
    }

    private void remove(Node<L> node, String pattern, int begin, L listener) {
        if (begin > pattern.length()) {
            node.here.remove(listener);
            return;
        }
        int end = Topics.levelEnd(pattern, begin);
        String level = pattern.substring(begin, end);
        if (level.equals("#")) {
            node.below.remove(listener);
            return;
        }
        Node<L> child = node.children.get(level);
        if (child != null) {
            remove(child, pattern, end + 1, listener);
            if (child.isEmpty()) {
                node.children.remove(level);
            }
        }
    }

    /** Everybody whose pattern matches the topic, as often as patterns match. The list does not change. */
    public List<L> match(String topic) {
        if (size == 0) {
            return List.of();
        }
        long now = version;
        Result<L> known = results.get(topic);
        if (known != null && known.version == now) {
            return known.listeners;
        }
        List<L> found = new ArrayList<>(2);
        match(root, topic, 0, found::add);
        if (found.size() <= MAX_REMEMBERED) {
            if (results.size() >= MAX_RESULTS) {
                results.clear();
            }
            results.put(topic, new Result<>(now, found));
        }
        return found;
    }

    private void match(Node<L> node, String topic, int begin, Consumer<L> found) {
        boolean wild = begin > 0 || topic.charAt(0) != '$';
        if (wild) {
            node.below.forEach(found);
        }
        if (begin > topic.length()) {
            node.here.forEach(found);
            return;
        }
        if (node.children.isEmpty()) {
            return;
        }
        int end = Topics.levelEnd(topic, begin);
        Node<L> child = node.children.get(topic.substring(begin, end));
        if (child != null) {
            match(child, topic, end + 1, found);
        }
        Node<L> any = wild ? node.children.get("+") : null;
        if (any != null) {
            match(any, topic, end + 1, found);
        }
    }

    /** Everybody, in no particular order. */
    public void forEach(Consumer<? super L> action) {
        forEach(root, action);
    }

    private void forEach(Node<L> node, Consumer<? super L> action) {
        node.here.forEach(action);
        node.below.forEach(action);
        node.children.values().forEach(child -> forEach(child, action));
    }

    /** For tests: whether no node is left behind. */
    boolean bare() {
        return root.isEmpty();
    }
}
