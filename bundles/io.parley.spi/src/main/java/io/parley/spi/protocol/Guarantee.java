package io.parley.spi.protocol;

/** How surely a message goes from one side to the other. The ordinals are those of MQTT's QoS. */
public enum Guarantee {
    AT_MOST_ONCE,
    AT_LEAST_ONCE,
    EXACTLY_ONCE;

    /** The weaker of the two. */
    public Guarantee min(Guarantee other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
