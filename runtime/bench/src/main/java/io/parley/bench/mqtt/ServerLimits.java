package io.parley.bench.mqtt;

import java.nio.ByteBuffer;

/**
 * What a broker's CONNACK allows (MQTT 5.0, section 3.2.2.3).
 *
 * @param receiveMaximum messages of QoS 1 and 2 that may wait for their acknowledgement
 * @param topicAliasMaximum the highest topic alias that it takes; 0 for none
 */
record ServerLimits(int receiveMaximum, int topicAliasMaximum) {

    /** Those of a CONNACK that says nothing. */
    static final ServerLimits DEFAULT = new ServerLimits(65_535, 0);

    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int TOPIC_ALIAS_MAXIMUM = 0x22;

    /** Reads the properties between two indexes. */
    static ServerLimits read(ByteBuffer in, int from, int end) {
        ServerLimits limits = DEFAULT;
        int at = from;
        while (at < end) {
            int property = in.get(at++);
            if (property == RECEIVE_MAXIMUM) {
                limits = new ServerLimits(number(in, at), limits.topicAliasMaximum);
            } else if (property == TOPIC_ALIAS_MAXIMUM) {
                limits = new ServerLimits(limits.receiveMaximum, number(in, at));
            }
            at += length(in, property, at);
        }
        return limits;
    }

    private static int length(ByteBuffer in, int property, int at) {
        return switch (property) {
            case 0x24, 0x25, 0x28, 0x29, 0x2a -> 1;
            case 0x13, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM -> 2;
            case 0x11, 0x27 -> 4;
            case 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f -> 2 + number(in, at);
            case 0x26 -> {
                int name = 2 + number(in, at);
                yield name + 2 + number(in, at + name);
            }
            default ->
                throw new IllegalStateException(
                        "The broker's CONNACK has the property 0x" + Integer.toHexString(property));
        };
    }

    private static int number(ByteBuffer in, int at) {
        return in.getShort(at) & 0xffff;
    }
}
