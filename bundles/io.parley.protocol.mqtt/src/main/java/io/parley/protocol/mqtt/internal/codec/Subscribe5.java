package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.event.Start;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.SubscriptionOptions;
import io.parley.spi.protocol.SubscriptionOptions.Retained;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads SUBSCRIBE and UNSUBSCRIBE packets of MQTT 5 (sections 3.8 and 3.10). */
final class Subscribe5 {

    private static final Wire WIRE = Wire.V5;
    private static final Retained[] RETAINED = Retained.values();

    private final Features features;

    Subscribe5(Features features) {
        this.features = features;
    }

    Subscribe subscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.SUBSCRIBE;
        int packetId = WIRE.packetId(body, type);
        Properties properties = Properties.read(body, type);
        int identifier = properties.subscriptionIdentifier();
        if (identifier != 0 && !features.identifiers() && Rule.violated("section 3.2.2.3.12")) {
            throw new MalformedPacketException(
                    type,
                    "subscription identifiers are not served here",
                    "section 3.2.2.3.12",
                    ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED);
        }
        Optional<FilterExpression> filter = Optional.empty();
        Optional<Start> start = Optional.empty();
        Optional<Refusal> refusal = Optional.empty();
        try {
            filter = Extensions.filter(properties.user());
            start = Extensions.start(properties.user());
        } catch (RefusedException wrong) {
            refusal = Optional.of(new Refusal(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, wrong.getMessage()));
        }
        List<Optional<SubscriptionRequest>> wishes = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(wishes.size(), type);
            String name = WIRE.text(body, type, "a topic filter");
            SubscriptionTarget target = Topics.V5.subscribed(name, type);
            int bits = WIRE.uint8(body, type, "the subscription options");
            check(bits, target);
            checkFeatures(name, target);
            SubscriptionOptions options = new SubscriptionOptions(
                    (bits & 0x04) != 0, (bits & 0x08) != 0, RETAINED[bits >> 4 & 3], identifier, filter, start);
            wishes.add(Optional.ofNullable(target)
                    .map(known -> new SubscriptionRequest(
                            known, features.maximumQos().min(Decoder311.QOS[bits & 3]), options)));
        }
        checkAny(wishes, type, Rules.V5.filters());
        return new Subscribe(packetId, wishes, refusal);
    }

    private static void check(int bits, SubscriptionTarget target) throws MalformedPacketException {
        PacketType type = PacketType.SUBSCRIBE;
        if ((bits & 0xc0) != 0 && Rule.violated("MQTT-3.8.3-5")) {
            throw new MalformedPacketException(
                    type, "the subscription options are 0x" + Integer.toHexString(bits), "MQTT-3.8.3-5");
        }
        if ((bits & 0x03) == 3 && Rule.violated("section 3.8.3.1")) {
            throw MalformedPacketException.protocolError(type, "maximum QoS 3 does not exist", "section 3.8.3.1");
        }
        if ((bits & 0x30) == 0x30 && Rule.violated("section 3.8.3.1")) {
            throw MalformedPacketException.protocolError(type, "retain handling 3 does not exist", "section 3.8.3.1");
        }
        boolean shared = target != null && target.group().isPresent();
        if (shared && (bits & 0x04) != 0 && Rule.violated("MQTT-3.8.3-4")) {
            throw MalformedPacketException.protocolError(
                    type, "no local does not go with a shared subscription", "MQTT-3.8.3-4");
        }
    }

    private void checkFeatures(String name, SubscriptionTarget target) throws MalformedPacketException {
        PacketType type = PacketType.SUBSCRIBE;
        if (!features.wildcards() && Topics.hasWildcard(name) && Rule.violated("section 3.2.2.3.11")) {
            throw new MalformedPacketException(
                    type,
                    "wildcards are not served here",
                    "section 3.2.2.3.11",
                    ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);
        }
        if (!features.shared() && target != null && target.group().isPresent() && Rule.violated("section 3.2.2.3.13")) {
            throw new MalformedPacketException(
                    type,
                    "shared subscriptions are not served here",
                    "section 3.2.2.3.13",
                    ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED);
        }
    }

    Unsubscribe unsubscribe(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.UNSUBSCRIBE;
        int packetId = WIRE.packetId(body, type);
        Properties.read(body, type);
        List<Optional<SubscriptionTarget>> targets = new ArrayList<>(4);
        while (body.hasRemaining()) {
            checkCount(targets.size(), type);
            String name = WIRE.text(body, type, "a topic filter");
            targets.add(Optional.ofNullable(Topics.V5.subscribed(name, type)));
        }
        checkAny(targets, type, "MQTT-3.10.3-2");
        return new Unsubscribe(packetId, targets);
    }

    private static void checkAny(List<?> filters, PacketType type, String rule) throws MalformedPacketException {
        if (filters.isEmpty() && Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(type, "it holds no topic filter", rule);
        }
    }

    private void checkCount(int before, PacketType type) throws MalformedPacketException {
        if (before >= features.filters() && Rule.violated("mqtt.packet.filters")) {
            throw new MalformedPacketException(
                    type,
                    "it holds more than " + features.filters() + " topic filters",
                    "mqtt.packet.filters",
                    ReasonCode.QUOTA_EXCEEDED);
        }
    }
}
