package io.parley.protocol.mqtt.internal.codec;

/** The control packets, in the order of their numbers (section 2.2.1). */
public enum PacketType {
    RESERVED,
    CONNECT,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    PINGREQ,
    PINGRESP,
    DISCONNECT,
    AUTH;

    private static final PacketType[] ALL = values();

    /** The type that a packet's first byte names. */
    public static PacketType of(int first) {
        return ALL[first >>> 4 & 0xf];
    }
}
