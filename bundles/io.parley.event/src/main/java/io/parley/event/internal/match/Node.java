package io.parley.event.internal.match;

import io.parley.engine.shard.NameTable;
import java.util.Collection;

/** One level of the patterns that begin alike. Changed by one thread at a time, read by any. */
final class Node {

    private final String level;

    /** Who listens to just this: see {@link Listeners}. */
    volatile Object here;

    /** Those whose pattern goes on with {@code #}. */
    volatile Object below;

    /** The next levels that have a name: null, the only one, as it mostly is, or a {@link NameTable}. */
    private volatile Object names;

    /** The next level that is {@code +}; null when there is none. */
    private volatile Node any;

    Node(String level) {
        this.level = level;
    }

    Node any() {
        return any;
    }

    boolean hasNames() {
        return names != null;
    }

    /** The child for that level of a topic; null when there is none. */
    Node named(String topic, int begin, int end) {
        Object now = names;
        if (now instanceof Node only) {
            return only.isAt(topic, begin, end) ? only : null;
        }
        return now == null ? null : table(now).get(topic, begin, end);
    }

    /** The child for that level of a pattern; null when there is none. */
    Node child(String pattern, int begin, int end) {
        return pattern.startsWith("+", begin) ? any : named(pattern, begin, end);
    }

    Node makeChild(String pattern, int begin, int end) {
        Node child = child(pattern, begin, end);
        if (child == null) {
            child = new Node(pattern.substring(begin, end));
            if (pattern.startsWith("+", begin)) {
                any = child;
            } else {
                addNamed(child);
            }
        }
        return child;
    }

    private void addNamed(Node child) {
        Object now = names;
        if (now == null) {
            names = child;
        } else if (now instanceof Node only) {
            NameTable<Node> both = new NameTable<>(node -> node.level);
            both.put(only);
            both.put(child);
            names = both;
        } else {
            table(now).put(child);
        }
    }

    void removeChild(Node child) {
        Object now = names;
        if (child == any) {
            any = null;
        } else if (now == child) {
            names = null;
        } else {
            table(now).remove(child.level);
            if (table(now).size() == 0) {
                names = null;
            }
        }
    }

    private boolean isAt(String topic, int begin, int end) {
        return level.length() == end - begin && level.regionMatches(0, topic, begin, level.length());
    }

    boolean isEmpty() {
        return here == null && below == null && names == null && any == null;
    }

    /** Adds everybody from here on. */
    <L> void collect(Collection<L> all) {
        Listeners.addTo(all, here);
        Listeners.addTo(all, below);
        Object now = names;
        if (now instanceof Node only) {
            only.collect(all);
        } else if (now != null) {
            table(now).forEach(child -> child.collect(all));
        }
        Node other = any;
        if (other != null) {
            other.collect(all);
        }
    }

    @SuppressWarnings("unchecked")
    private static NameTable<Node> table(Object names) {
        return (NameTable<Node>) names;
    }
}
