package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads MQTT 3.1.1. A PUBLISH makes its message, with one copy of the payload, and nothing between. */
final class Decoder311 implements PacketDecoder {

    /** Guarantees by their QoS. */
    static final Guarantee[] QOS = Guarantee.values();

    private static final int RETAIN = 0x01;
    private static final int DUP = 0x08;

    private final InboundTopics topics = new InboundTopics();
    private final int maxFilters;

    Decoder311(int maxFilters) {
        this.maxFilters = maxFilters;
    }

    @Override
    public void check(int first) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        int flags = first & 0xf;
        switch (type) {
            case PUBLISH -> checkPublish(flags);
            case PUBREL -> checkFlags(type, flags, 2, "MQTT-3.6.1-1");
            case SUBSCRIBE -> checkFlags(type, flags, 2, "MQTT-3.8.1-1");
            case UNSUBSCRIBE -> checkFlags(type, flags, 2, "MQTT-3.10.1-1");
            case DISCONNECT -> checkFlags(type, flags, 0, "MQTT-3.14.1-1");
            case PUBACK, PUBREC, PUBCOMP, PINGREQ -> checkFlags(type, flags, 0, "MQTT-2.2.2-2");
            case CONNECT -> throw new MalformedPacketException(type, "the client is connected already", "MQTT-3.1.0-2");
            case RESERVED, AUTH ->
                throw new MalformedPacketException(
                        type, "packet type " + type.ordinal() + " does not exist in this version", "section 2.2.1");
            case CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                throw new MalformedPacketException(type, "only a server sends it", "section 2.2.1");
        }
    }

    private static void checkFlags(PacketType type, int flags, int wanted, String rule)
            throws MalformedPacketException {
        if (flags != wanted) {
            throw new MalformedPacketException(type, "its flags are " + flags + ", not " + wanted, rule);
        }
    }

    private static void checkPublish(int flags) throws MalformedPacketException {
        int qos = flags >> 1 & 3;
        if (qos == 3) {
            throw new MalformedPacketException(PacketType.PUBLISH, "QoS 3 does not exist", "MQTT-3.3.1-4");
        }
        if (qos == 0 && (flags & DUP) != 0) {
            throw new MalformedPacketException(PacketType.PUBLISH, "DUP with QoS 0", "MQTT-3.3.1-2");
        }
    }

    @Override
    public void check(int first, int remaining) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        int wanted = switch (type) {
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> 2;
            case PINGREQ, DISCONNECT -> 0;
            default -> remaining;
        };
        if (remaining != wanted) {
            throw new MalformedPacketException(
                    type, "its remaining length is " + remaining + ", not " + wanted, "MQTT-4.8.0-1");
        }
    }

    @Override
    public Connect connect(ByteBuffer body) throws MalformedPacketException {
        return Connect311.read(body);
    }

    @Override
    public void decode(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        switch (type) {
            case PUBLISH -> publish(first, body, sink);
            case PUBACK -> sink.puback(Wire.packetId(body, type));
            case PUBREC -> sink.pubrec(Wire.packetId(body, type));
            case PUBREL -> sink.pubrel(Wire.packetId(body, type));
            case PUBCOMP -> sink.pubcomp(Wire.packetId(body, type));
            case SUBSCRIBE -> sink.subscribe(subscribe(body));
            case UNSUBSCRIBE -> sink.unsubscribe(unsubscribe(body));
            case PINGREQ -> sink.pingreq();
            case DISCONNECT -> sink.disconnect();
            default -> throw new IllegalStateException(type + " was not checked");
        }
    }

    private void publish(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        int qos = first >> 1 & 3;
        Address address = topics.read(body, Wire.uint16(body, PacketType.PUBLISH, "the topic name"));
        int packetId = qos == 0 ? 0 : Wire.packetId(body, PacketType.PUBLISH);
        Message message = Message.to(address).payload(payload(body)).build();
        int token = qos == 2 ? packetId : 0;
        sink.publish(new Publication(message, QOS[qos], (first & RETAIN) != 0, token), packetId);
    }

    /** The rest of the packet, copied since the connection's buffer is used again. */
    private static Payload payload(ByteBuffer body) {
        int size = body.remaining();
        if (size == 0) {
            return Payload.empty();
        }
        byte[] copy = new byte[size];
        body.get(copy);
        return Payload.wrap(ByteBuffer.wrap(copy));
    }

    private Subscribe subscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.SUBSCRIBE;
        int packetId = Wire.packetId(body, type);
        List<Optional<SubscriptionRequest>> wishes = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(wishes.size(), type);
            Address address = Topics.subscribed(Wire.text(body, type, "a topic filter"), type);
            int qos = Wire.uint8(body, type, "a requested QoS");
            if (qos > 2) {
                throw new MalformedPacketException(
                        type, "the requested QoS byte is 0x" + Integer.toHexString(qos), "MQTT-3.8.3-4");
            }
            wishes.add(Optional.ofNullable(address).map(known -> new SubscriptionRequest(known, QOS[qos])));
        }
        if (wishes.isEmpty()) {
            throw new MalformedPacketException(type, "it holds no topic filter", "MQTT-3.8.3-3");
        }
        return new Subscribe(packetId, wishes);
    }

    private Unsubscribe unsubscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.UNSUBSCRIBE;
        int packetId = Wire.packetId(body, type);
        List<Optional<Address>> addresses = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(addresses.size(), type);
            String filter = Wire.text(body, type, "a topic filter");
            addresses.add(Optional.ofNullable(Topics.subscribed(filter, type)));
        }
        if (addresses.isEmpty()) {
            throw new MalformedPacketException(type, "it holds no topic filter", "MQTT-3.10.3-2");
        }
        return new Unsubscribe(packetId, addresses);
    }

    private void checkCount(int before, PacketType type) throws MalformedPacketException {
        if (before >= maxFilters) {
            throw new MalformedPacketException(
                    type, "it holds more than " + maxFilters + " topic filters", "mqtt.packet.filters");
        }
    }
}
