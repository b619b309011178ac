package io.parley.messaging.internal.sending;

/**
 * When a message is to be sent on.
 *
 * @param at milliseconds since 1970
 * @param order puts those of one moment in order
 */
record Due(long at, String order) implements Comparable<Due> {

    /** Before all others. */
    static final Due FIRST = new Due(0, "");

    /** Before everything behind this. */
    Due next() {
        return new Due(at, order + '\0');
    }

    @Override
    public int compareTo(Due other) {
        return at != other.at ? Long.compare(at, other.at) : order.compareTo(other.order);
    }
}
