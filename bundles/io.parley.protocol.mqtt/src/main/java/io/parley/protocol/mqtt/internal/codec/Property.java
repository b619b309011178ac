package io.parley.protocol.mqtt.internal.codec;

/** The properties of MQTT 5 that a client may send, each with the packets that it may be in (section 2.2.2.2). */
enum Property {
    PAYLOAD_FORMAT(0x01, Places.MESSAGE),
    MESSAGE_EXPIRY(0x02, Places.MESSAGE),
    CONTENT_TYPE(0x03, Places.MESSAGE),
    RESPONSE_TOPIC(0x08, Places.MESSAGE),
    CORRELATION_DATA(0x09, Places.MESSAGE),
    SUBSCRIPTION_IDENTIFIER(0x0b, Property.in(PacketType.SUBSCRIBE, PacketType.PUBLISH)),
    SESSION_EXPIRY(0x11, Property.in(PacketType.CONNECT, PacketType.DISCONNECT)),
    AUTHENTICATION_METHOD(0x15, Property.in(PacketType.CONNECT, PacketType.AUTH)),
    AUTHENTICATION_DATA(0x16, Property.in(PacketType.CONNECT, PacketType.AUTH)),
    REQUEST_PROBLEM_INFORMATION(0x17, Property.in(PacketType.CONNECT)),
    WILL_DELAY(0x18, Places.WILL),
    REQUEST_RESPONSE_INFORMATION(0x19, Property.in(PacketType.CONNECT)),
    REASON_STRING(
            0x1f,
            Property.in(
                    PacketType.PUBACK,
                    PacketType.PUBREC,
                    PacketType.PUBREL,
                    PacketType.PUBCOMP,
                    PacketType.DISCONNECT,
                    PacketType.AUTH)),
    RECEIVE_MAXIMUM(0x21, Property.in(PacketType.CONNECT)),
    TOPIC_ALIAS_MAXIMUM(0x22, Property.in(PacketType.CONNECT)),
    TOPIC_ALIAS(0x23, Property.in(PacketType.PUBLISH)),
    USER_PROPERTY(0x26, ~0),
    MAXIMUM_PACKET_SIZE(0x27, Property.in(PacketType.CONNECT));

    /** Identifiers of those that only a server sends. */
    static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;

    static final int SERVER_KEEP_ALIVE = 0x13;
    static final int RESPONSE_INFORMATION = 0x1a;
    static final int SERVER_REFERENCE = 0x1c;
    static final int MAXIMUM_QOS = 0x24;
    static final int RETAIN_AVAILABLE = 0x25;
    static final int WILDCARD_AVAILABLE = 0x28;
    static final int IDENTIFIERS_AVAILABLE = 0x29;
    static final int SHARED_AVAILABLE = 0x2a;

    /**
     * Sets of places: a bit for each packet type, and one for wills, whose properties stand apart within CONNECT. Nothing here may need the properties:
     * they are made of these, and either may be asked for first.
     */
    static final class Places {
        static final int WILL = 1 << PacketType.RESERVED.ordinal();
        private static final int MESSAGE = WILL | of(PacketType.PUBLISH);

        private Places() {}

        private static int of(PacketType... packets) {
            int mask = 0;
            for (PacketType packet : packets) {
                mask |= 1 << packet.ordinal();
            }
            return mask;
        }
    }

    private static final Property[] BY_ID = new Property[0x40];

    static {
        for (Property property : values()) {
            BY_ID[property.id] = property;
        }
    }

    private final int id;
    private final int places;

    Property(int id, int places) {
        this.id = id;
        this.places = places;
    }

    /** The identifier on the wire. */
    int id() {
        return id;
    }

    /**
     * The property of that identifier, which a client may send there; null where there is none.
     *
     * @param place one of {@link #in}, or {@link Places#WILL}
     */
    static Property of(int id, int place) {
        Property property = id < BY_ID.length ? BY_ID[id] : null;
        return property != null && (property.places & place) != 0 ? property : null;
    }

    /** The packets of those types. */
    static int in(PacketType... packets) {
        return Places.of(packets);
    }
}
