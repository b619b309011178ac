package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads MQTT 3.1.1, and 3.1. A PUBLISH makes its message, with one copy of the payload, and nothing between. */
final class Decoder311 implements PacketDecoder {

    /** Guarantees by their QoS. */
    static final Guarantee[] QOS = Guarantee.values();

    private static final int RETAIN = 0x01;
    private static final int DUP = 0x08;

    private static final Wire WIRE = Wire.V3_1_1;

    private final InboundTopics topics = new InboundTopics(WIRE, Topics.V3_1_1);
    private final Features features;
    private final boolean old;

    /** @param old whether it is 3.1: there, DUP may also be set where a packet is sent again that is no PUBLISH */
    Decoder311(Features features, boolean old) {
        this.features = features;
        this.old = old;
    }

    @Override
    public void check(int first) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        int flags = first & 0xf;
        switch (type) {
            case PUBLISH -> checkPublish(flags);
            case PUBREL -> checkFlags(type, old ? flags & ~DUP : flags, 2, "MQTT-3.6.1-1");
            case SUBSCRIBE -> checkFlags(type, old ? flags & ~DUP : flags, 2, "MQTT-3.8.1-1");
            case UNSUBSCRIBE -> checkFlags(type, old ? flags & ~DUP : flags, 2, "MQTT-3.10.1-1");
            case DISCONNECT -> checkFlags(type, flags, 0, "MQTT-3.14.1-1");
            case PUBACK, PUBREC, PUBCOMP, PINGREQ -> checkFlags(type, flags, 0, "MQTT-2.2.2-2");
            case CONNECT -> {
                if (Rule.violated("MQTT-3.1.0-2")) {
                    throw new MalformedPacketException(type, "the client is connected already", "MQTT-3.1.0-2");
                }
            }
            case RESERVED, AUTH ->
                throw new MalformedPacketException(
                        type, "packet type " + type.ordinal() + " does not exist in this version", "section 2.2.1");
            case CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                throw new MalformedPacketException(type, "only a server sends it", "section 2.2.1");
        }
    }

    private static void checkFlags(PacketType type, int flags, int wanted, String rule)
            throws MalformedPacketException {
        if (flags != wanted && Rule.violated(rule)) {
            throw new MalformedPacketException(type, "its flags are " + flags + ", not " + wanted, rule);
        }
    }

    private static void checkPublish(int flags) throws MalformedPacketException {
        int qos = flags >> 1 & 3;
        if (qos == 3 && Rule.violated("MQTT-3.3.1-4")) {
            throw new MalformedPacketException(PacketType.PUBLISH, "QoS 3 does not exist", "MQTT-3.3.1-4");
        }
        if (qos == 0 && (flags & DUP) != 0 && Rule.violated("MQTT-3.3.1-2")) {
            throw new MalformedPacketException(PacketType.PUBLISH, "DUP with QoS 0", "MQTT-3.3.1-2");
        }
    }

    @Override
    public void check(int first, int remaining, boolean minimal) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        int wanted = switch (type) {
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> 2;
            case PINGREQ, DISCONNECT -> 0;
            default -> remaining;
        };
        if (remaining != wanted && Rule.violated("MQTT-4.8.0-1")) {
            throw new MalformedPacketException(
                    type, "its remaining length is " + remaining + ", not " + wanted, "MQTT-4.8.0-1");
        }
    }

    @Override
    public MalformedPacketException tooLarge(PacketType type, long size, int allowed) {
        return new MalformedPacketException(
                type, "it announces " + size + " bytes, and " + allowed + " are allowed", "mqtt.max.packet.bytes");
    }

    /** A message to one of the server's own topics, where this version knows no answer. */
    static MalformedPacketException serversOwn(PacketType packet, String field) {
        return new MalformedPacketException(
                packet, field + " is the server's own; " + Topics.PUBLISHED, "section 4.7.2");
    }

    @Override
    public Connect connect(ByteBuffer body) throws MalformedPacketException {
        return new Connect311(features, old).read(body);
    }

    @Override
    public void decode(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        switch (type) {
            case PUBLISH -> publish(first, body, sink);
            case PUBACK -> sink.puback(WIRE.packetId(body, type), false);
            case PUBREC -> sink.pubrec(WIRE.packetId(body, type), false);
            case PUBREL -> sink.pubrel(WIRE.packetId(body, type));
            case PUBCOMP -> sink.pubcomp(WIRE.packetId(body, type));
            case SUBSCRIBE -> sink.subscribe(subscribe(body));
            case UNSUBSCRIBE -> sink.unsubscribe(unsubscribe(body));
            case PINGREQ -> sink.pingreq();
            case DISCONNECT -> sink.disconnect(Farewell.NORMAL);
            default -> throw new IllegalStateException(type + " was not checked");
        }
    }

    private void publish(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        int qos = first >> 1 & 3;
        boolean retain = (first & RETAIN) != 0;
        Address address = topics.read(body, WIRE.uint16(body, PacketType.PUBLISH, "the topic name"));
        if (address == InboundTopics.OWN && Rule.violated("section 4.7.2")) {
            throw serversOwn(PacketType.PUBLISH, "the topic name");
        }
        int packetId = qos == 0 ? 0 : WIRE.packetId(body, PacketType.PUBLISH);
        if (qos > features.maximumQos().ordinal() || retain && !features.retain()) {
            throw new MalformedPacketException(
                    PacketType.PUBLISH,
                    "QoS " + qos + (retain ? " with RETAIN" : "") + " is not served here",
                    retain && !features.retain() ? "mqtt.retain" : "mqtt.maximum.qos");
        }
        Message message = Message.to(address).payload(Wire.rest(body)).build();
        sink.publish(new Publication(message, QOS[qos], retain, qos == 2 ? packetId : 0), packetId);
    }

    private Subscribe subscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.SUBSCRIBE;
        int packetId = WIRE.packetId(body, type);
        List<Optional<SubscriptionRequest>> wishes = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(wishes.size(), type);
            SubscriptionTarget target = target(body, type);
            int qos = WIRE.uint8(body, type, "a requested QoS");
            if (qos > 2 && Rule.violated("MQTT-3.8.3-4")) {
                throw new MalformedPacketException(
                        type, "the requested QoS byte is 0x" + Integer.toHexString(qos), "MQTT-3.8.3-4");
            }
            wishes.add(target == null ? Optional.empty() : Optional.of(wish(target, qos)));
        }
        if (wishes.isEmpty() && Rule.violated("MQTT-3.8.3-3")) {
            throw new MalformedPacketException(type, "it holds no topic filter", "MQTT-3.8.3-3");
        }
        return new Subscribe(packetId, wishes, Optional.empty());
    }

    private SubscriptionRequest wish(SubscriptionTarget target, int qos) {
        return new SubscriptionRequest(target, features.maximumQos().min(QOS[qos]), SubscriptionOptions.DEFAULT);
    }

    /** Null where there is nothing under the filter, or a feature that the listener does not have. */
    private SubscriptionTarget target(ByteBuffer body, PacketType type) throws MalformedPacketException {
        String filter = WIRE.text(body, type, "a topic filter");
        SubscriptionTarget target = Topics.V3_1_1.subscribed(filter, type);
        boolean served = target != null
                && (features.shared() || target.group().isEmpty())
                && (features.wildcards() || !Topics.hasWildcard(filter));
        return served ? target : null;
    }

    private Unsubscribe unsubscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.UNSUBSCRIBE;
        int packetId = WIRE.packetId(body, type);
        List<Optional<SubscriptionTarget>> targets = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(targets.size(), type);
            String filter = WIRE.text(body, type, "a topic filter");
            targets.add(Optional.ofNullable(Topics.V3_1_1.subscribed(filter, type)));
        }
        if (targets.isEmpty() && Rule.violated("MQTT-3.10.3-2")) {
            throw new MalformedPacketException(type, "it holds no topic filter", "MQTT-3.10.3-2");
        }
        return new Unsubscribe(packetId, targets);
    }

    private void checkCount(int before, PacketType type) throws MalformedPacketException {
        if (before >= features.filters() && Rule.violated("mqtt.packet.filters")) {
            throw new MalformedPacketException(
                    type, "it holds more than " + features.filters() + " topic filters", "mqtt.packet.filters");
        }
    }

    /** Nothing lives here that the next instance could not find out by itself. */
    @Override
    public Map<String, String> state() {
        return Map.of();
    }

    @Override
    public void restore(Map<String, String> state) {
        // as state() says
    }
}
