package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Payload;
import io.parley.spi.logging.Printable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The properties of one packet from a client, each checked for its place, its range and its number (section 2.2.2). */
final class Properties {

    static final Properties NONE = new Properties(PacketType.RESERVED);

    private static final Wire WIRE = Wire.V5;
    private static final String PLACE = "section 2.2.2.2";

    private final PacketType packet;
    private long seen;
    private int payloadFormat;
    private long messageExpiry;
    private String contentType;
    private String responseTopic;
    private byte[] correlationData;
    private int subscriptionIdentifier;
    private long sessionExpiry;
    private String method;
    private byte[] data;
    private int problemInformation = 1;
    private long willDelay;
    private int responseInformation;
    private int receiveMaximum = 65_535;
    private int topicAliasMaximum;
    private int topicAlias;
    private long maximumPacketSize = Long.MAX_VALUE;
    private List<Header> user = List.of();

    private Properties(PacketType packet) {
        this.packet = packet;
    }

    /** Reads those of a packet, length first. */
    static Properties read(ByteBuffer body, PacketType packet) throws MalformedPacketException {
        return read(body, packet, 1 << packet.ordinal());
    }

    /** Reads those of the will in a CONNECT, length first. */
    static Properties ofWill(ByteBuffer body) throws MalformedPacketException {
        return read(body, PacketType.CONNECT, Property.Places.WILL);
    }

    private static Properties read(ByteBuffer body, PacketType packet, int place) throws MalformedPacketException {
        int length = WIRE.varint(body, packet, "the property length");
        if (length == 0) {
            return NONE;
        }
        WIRE.need(body, length, packet, "the last property");
        Properties properties = new Properties(packet);
        int limit = body.limit();
        body.limit(body.position() + length);
        try {
            while (body.hasRemaining()) {
                properties.next(body, place);
            }
        } finally {
            body.limit(limit);
        }
        return properties;
    }

    private void next(ByteBuffer in, int place) throws MalformedPacketException {
        int id = WIRE.varint(in, packet, "a property identifier");
        Property property = Property.of(id, place);
        if (property == null && Rule.violated(PLACE)) {
            throw new MalformedPacketException(
                    packet, "property 0x" + Integer.toHexString(id) + " has no place in it", PLACE);
        }
        if (has(property)
                && property != Property.USER_PROPERTY
                && property != Property.SUBSCRIPTION_IDENTIFIER
                && Rule.violated("section 2.2.2")) {
            throw MalformedPacketException.protocolError(packet, property + " comes twice", "section 2.2.2");
        }
        boolean again = has(property);
        seen |= 1L << property.id();
        switch (property) {
            case PAYLOAD_FORMAT -> payloadFormat = flag(in, property, "section 3.3.2.3.2");
            case MESSAGE_EXPIRY -> messageExpiry = WIRE.uint32(in, packet, "the message expiry");
            case CONTENT_TYPE -> contentType = WIRE.text(in, packet, "the content type");
            case RESPONSE_TOPIC -> responseTopic = responseTopic(in);
            case CORRELATION_DATA -> correlationData = WIRE.binary(in, packet, "the correlation data");
            case SUBSCRIPTION_IDENTIFIER -> subscriptionIdentifier = identifier(in, again);
            case SESSION_EXPIRY -> sessionExpiry = WIRE.uint32(in, packet, "the session expiry");
            case AUTHENTICATION_METHOD -> method = WIRE.text(in, packet, "the authentication method");
            case AUTHENTICATION_DATA -> data = WIRE.binary(in, packet, "the authentication data");
            case REQUEST_PROBLEM_INFORMATION -> problemInformation = flag(in, property, "section 3.1.2.11.7");
            case WILL_DELAY -> willDelay = WIRE.uint32(in, packet, "the will delay");
            case REQUEST_RESPONSE_INFORMATION -> responseInformation = flag(in, property, "section 3.1.2.11.6");
            case REASON_STRING -> WIRE.text(in, packet, "the reason string");
            case RECEIVE_MAXIMUM ->
                receiveMaximum =
                        (int) notZero(WIRE.uint16(in, packet, "the receive maximum"), property, "section 3.1.2.11.3");
            case TOPIC_ALIAS_MAXIMUM -> topicAliasMaximum = WIRE.uint16(in, packet, "the topic alias maximum");
            case TOPIC_ALIAS -> topicAlias = WIRE.uint16(in, packet, "the topic alias");
            case USER_PROPERTY -> user(in);
            case MAXIMUM_PACKET_SIZE ->
                maximumPacketSize =
                        notZero(WIRE.uint32(in, packet, "the maximum packet size"), property, "section 3.1.2.11.4");
        }
    }

    private int flag(ByteBuffer in, Property property, String rule) throws MalformedPacketException {
        int value = WIRE.uint8(in, packet, "a property");
        if (value > 1 && Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(packet, property + " is " + value + ", not 0 or 1", rule);
        }
        return value;
    }

    private long notZero(long value, Property property, String rule) throws MalformedPacketException {
        if (value == 0 && Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(packet, property + " is 0", rule);
        }
        return value;
    }

    private int identifier(ByteBuffer in, boolean again) throws MalformedPacketException {
        if (packet == PacketType.PUBLISH && Rule.violated("MQTT-3.3.4-6")) {
            throw MalformedPacketException.protocolError(
                    packet, "a client sends no subscription identifier", "MQTT-3.3.4-6");
        }
        if (again && Rule.violated("section 3.8.2.1.2")) {
            throw MalformedPacketException.protocolError(
                    packet, "the subscription identifier comes twice", "section 3.8.2.1.2");
        }
        return (int) notZero(
                WIRE.varint(in, packet, "the subscription identifier"),
                Property.SUBSCRIPTION_IDENTIFIER,
                "section 3.8.2.1.2");
    }

    private String responseTopic(ByteBuffer in) throws MalformedPacketException {
        String topic = WIRE.text(in, packet, "the response topic");
        if (Topics.hasWildcard(topic) && Rule.violated("MQTT-3.3.2-14")) {
            throw MalformedPacketException.protocolError(
                    packet, "the response topic '" + Printable.of(topic) + "' contains a wildcard", "MQTT-3.3.2-14");
        }
        if (topic.isEmpty() && Rule.violated("MQTT-4.7.3-1")) {
            throw MalformedPacketException.protocolError(packet, "the response topic is empty", "MQTT-4.7.3-1");
        }
        return topic;
    }

    private void user(ByteBuffer in) throws MalformedPacketException {
        String name = WIRE.text(in, packet, "the name of a user property");
        String value = WIRE.text(in, packet, "the value of a user property");
        if (user.isEmpty()) {
            user = new ArrayList<>(4);
        }
        user.add(new Header(name, value));
    }

    boolean has(Property property) {
        return (seen & 1L << property.id()) != 0;
    }

    int payloadFormat() {
        return payloadFormat;
    }

    /** In seconds. */
    long messageExpiry() {
        return messageExpiry;
    }

    /** Null where there is none, like other texts and data. */
    String contentType() {
        return contentType;
    }

    String responseTopic() {
        return responseTopic;
    }

    byte[] correlationData() {
        return correlationData;
    }

    /** 0 for none. */
    int subscriptionIdentifier() {
        return subscriptionIdentifier;
    }

    /** In seconds; 0 where there is none. */
    long sessionExpiry() {
        return sessionExpiry;
    }

    Optional<String> method() {
        return Optional.ofNullable(method);
    }

    Optional<Payload> data() {
        return Optional.ofNullable(data).map(Wire::payload);
    }

    boolean problemInformation() {
        return problemInformation == 1;
    }

    /** In seconds. */
    long willDelay() {
        return willDelay;
    }

    boolean responseInformation() {
        return responseInformation == 1;
    }

    int receiveMaximum() {
        return receiveMaximum;
    }

    int topicAliasMaximum() {
        return topicAliasMaximum;
    }

    int topicAlias() {
        return topicAlias;
    }

    long maximumPacketSize() {
        return maximumPacketSize;
    }

    /** User properties, in their order. */
    List<Header> user() {
        return user;
    }
}
