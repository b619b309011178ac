package io.parley.itest.mqtt.conversation;

/** A subscription with its options; 3.1.1 has none but the QoS. */
record Subscription(String filter, int qos, boolean noLocal, boolean asPublished, int handling, int identifier) {

    boolean matches(String topic) {
        return Filters.matches(filter, topic);
    }

    /** The byte behind the filter in SUBSCRIBE. */
    int options() {
        return qos | (noLocal ? 4 : 0) | (asPublished ? 8 : 0) | handling << 4;
    }
}
