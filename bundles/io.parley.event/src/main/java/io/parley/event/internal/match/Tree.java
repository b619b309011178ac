package io.parley.event.internal.match;

import io.parley.engine.shard.NameTable;
import java.util.Collection;
import java.util.List;

/**
 * Patterns with wildcards, one {@link Node} for each level. The nodes with a name are in one table, by that and the node that they
 * go on from: a look-up that finds nothing, as most do, touches one place in memory. Changed by one thread at a time, read by any.
 */
final class Tree {

    private final NameTable<Node> named = new NameTable<>(node -> node.level, node -> node.parent);
    private final Node root = new Node("", -1, 0);
    private long lastNumber;

    /** Names of levels seen lately: equal ones shall be one string, which a processor's cache keeps. */
    private final String[] names = new String[4096];

    boolean isEmpty() {
        return root.isEmpty();
    }

    void add(String pattern, Object listener) {
        Node node = root;
        int begin = 0;
        while (begin <= pattern.length() && !pattern.startsWith("#", begin)) {
            int end = Topics.levelEnd(pattern, begin);
            node = makeChild(node, pattern.substring(begin, end));
            begin = end + 1;
        }
        if (begin > pattern.length()) {
            node.here = Listeners.with(node.here, listener);
        } else {
            node.below = Listeners.with(node.below, listener);
        }
    }

    private Node makeChild(Node node, String level) {
        Node there = child(node, level);
        if (there != null) {
            return there;
        }
        Node child = new Node(name(level), node.number, ++lastNumber);
        if (level.equals("+")) {
            node.any = child;
        } else {
            named.put(child);
            node.names++;
        }
        return child;
    }

    private String name(String level) {
        int at = level.hashCode() & names.length - 1;
        if (!level.equals(names[at])) {
            names[at] = level;
        }
        return names[at];
    }

    private Node child(Node node, String level) {
        return level.equals("+")
                ? node.any
                : named.get(node.number, level, 0, level.length(), NameTable.hash(level, 0, level.length()));
    }

    void remove(String pattern, Object listener) {
        remove(root, pattern, 0, listener);
    }

    private void remove(Node node, String pattern, int begin, Object listener) {
        if (begin > pattern.length()) {
            node.here = Listeners.without(node.here, listener);
        } else if (pattern.startsWith("#", begin)) {
            node.below = Listeners.without(node.below, listener);
        } else {
            int end = Topics.levelEnd(pattern, begin);
            Node child = child(node, pattern.substring(begin, end));
            if (child != null) {
                remove(child, pattern, end + 1, listener);
                if (child.isEmpty()) {
                    removeChild(node, child);
                }
            }
        }
    }

    private void removeChild(Node node, Node child) {
        if (child == node.any) {
            node.any = null;
        } else {
            node.names--;
            named.remove(node.number, child.level);
        }
    }

    /** Adds who matches, and returns how many nodes that took. */
    <L> int match(String topic, List<L> found) {
        Node[] nodes = {root, null, null, null};
        Node[] next = new Node[4];
        int count = 1;
        int visited = 1;
        int begin = 0;
        boolean wild = topic.charAt(0) != '$';
        while (count > 0 && begin <= topic.length()) {
            int end = Topics.levelEnd(topic, begin);
            long hash = NameTable.hash(topic, begin, end);
            if (next.length < count * 2) {
                next = new Node[count * 2];
            }
            long maybe = maybe(nodes, count, hash);
            int reached = 0;
            for (int i = 0; i < count; i++) {
                Node node = nodes[i];
                Node name = (maybe >>> i & 1) == 0 ? null : named.get(node.number, topic, begin, end, hash);
                if (name != null) {
                    next[reached++] = name;
                }
                Node any = wild ? node.any : null;
                if (any != null) {
                    next[reached++] = any;
                }
                if (wild) {
                    Listeners.addTo(found, node.below);
                }
            }
            Node[] done = nodes;
            nodes = next;
            next = done;
            count = reached;
            visited += reached;
            begin = end + 1;
            wild = true;
        }
        for (int i = 0; i < count; i++) {
            Listeners.addTo(found, nodes[i].below);
            Listeners.addTo(found, nodes[i].here);
        }
        return visited;
    }

    /** One bit for each node that may go on to a level of that hash; for every 64th node the same one. */
    private long maybe(Node[] nodes, int count, long hash) {
        long maybe = 0;
        for (int i = 0; i < count; i++) {
            maybe |= (named.mayHave(nodes[i].number, hash) ? 1L : 0L) << i;
        }
        return maybe;
    }

    /** Adds everybody. */
    <L> void collect(Collection<L> all) {
        collect(root, all);
        named.forEach(node -> collect(node, all));
    }

    /** From the node, and those that only wildcards lead on to. */
    private static <L> void collect(Node node, Collection<L> all) {
        for (Node each = node; each != null; each = each.any) {
            Listeners.addTo(all, each.here);
            Listeners.addTo(all, each.below);
        }
    }
}
