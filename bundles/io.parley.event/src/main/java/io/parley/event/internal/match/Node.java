package io.parley.event.internal.match;

/** One level of the patterns that begin alike. Changed by one thread at a time, read by any. */
final class Node {

    /** Its name: of this level alone. */
    final String level;

    /** The number of the node that it goes on from. */
    final long parent;

    /** Its own; never another node's. */
    final long number;

    /** Who listens to just this: see {@link Listeners}. */
    volatile Object here;

    /** Those whose pattern goes on with {@code #}. */
    volatile Object below;

    /** The next level that is {@code +}; null when there is none. */
    volatile Node any;

    /** How many next levels have a name. */
    volatile int names;

    Node(String level, long parent, long number) {
        this.level = level;
        this.parent = parent;
        this.number = number;
    }

    boolean isEmpty() {
        return here == null && below == null && names == 0 && any == null;
    }
}
