package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reads PUBLISH packets of MQTT 5 (section 3.3), with the client's topic aliases. */
final class Publish5 {

    private static final PacketType IT = PacketType.PUBLISH;
    private static final Wire WIRE = Wire.V5;
    private static final int RETAIN = 0x01;

    private final InboundTopics topics = new InboundTopics(WIRE, Topics.V5);
    private final Features features;
    private final LongSupplier millis;
    private InboundAliases aliases = InboundAliases.NONE;

    Publish5(Features features, LongSupplier millis) {
        this.features = features;
        this.millis = millis;
    }

    void read(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        int qos = first >> 1 & 3;
        boolean retain = (first & RETAIN) != 0;
        int length = WIRE.uint16(body, IT, "the topic name");
        Address address = length == 0 ? null : topics.read(body, length);
        int packetId = qos == 0 ? 0 : WIRE.packetId(body, IT);
        Properties properties = Properties.read(body, IT);
        if (address == null || properties.has(Property.TOPIC_ALIAS)) {
            address = aliased(address, properties);
        }
        if (qos > features.maximumQos().ordinal() || retain && !features.retain()) {
            checkFeatures(qos, retain);
        }
        Payload payload = Wire.rest(body);
        Guarantee guarantee = Decoder311.QOS[qos];
        boolean plain = properties == Properties.NONE && address != InboundTopics.OWN && address != Topics.TRANSACTION;
        Refusal refusal = plain ? null : refusal(address, properties, payload);
        if (refusal != null) {
            sink.refuse(guarantee, packetId, refusal);
            return;
        }
        TransactionPart part = null;
        Message message;
        if (plain && properties == Properties.NONE) {
            message = Message.to(address).payload(payload).build();
        } else {
            try {
                part = part(address, guarantee, properties);
                message = PublishProperties.message(address, payload, properties, millis.getAsLong());
            } catch (RefusedException wrong) {
                sink.refuse(
                        guarantee, packetId, new Refusal(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, wrong.getMessage()));
                return;
            }
        }
        Publication publication = new Publication(message, guarantee, retain, qos == 2 ? packetId : 0);
        if (part == null) {
            sink.publish(publication, packetId);
        } else {
            sink.publish(part, publication, packetId);
        }
    }

    /** Null where it is a message by itself. */
    private static TransactionPart part(Address address, Guarantee guarantee, Properties properties) {
        boolean sends = !address.equals(Topics.TRANSACTION);
        TransactionPart part = TransactionPart.of(properties.user(), sends);
        if (part == null && !sends) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    Topics.TRANSACTION.name() + " is for parts of transactions, which have a parley-transaction");
        }
        if (part != null && guarantee == Guarantee.AT_MOST_ONCE) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "A part of a transaction has QoS 1 or 2, so that it is answered");
        }
        return part;
    }

    /** Notes an alias, or finds what it stands for (section 3.3.2.3.4). */
    private Address aliased(Address address, Properties properties) throws MalformedPacketException {
        int alias = properties.topicAlias();
        if (!properties.has(Property.TOPIC_ALIAS) && Rule.violated("section 3.3.2.1")) {
            throw MalformedPacketException.protocolError(IT, "neither a topic name nor an alias", "section 3.3.2.1");
        }
        if (alias == 0 && Rule.violated("MQTT-3.3.2-8")) {
            throw new MalformedPacketException(
                    IT, "topic alias 0 does not exist", "MQTT-3.3.2-8", ReasonCode.TOPIC_ALIAS_INVALID);
        }
        if (alias > features.topicAliases() && Rule.violated("MQTT-3.3.2-9")) {
            throw new MalformedPacketException(
                    IT,
                    "topic alias " + alias + " is above " + features.topicAliases(),
                    "MQTT-3.3.2-9",
                    ReasonCode.TOPIC_ALIAS_INVALID);
        }
        if (address != null) {
            if (aliases == InboundAliases.NONE) {
                aliases = new InboundAliases();
            }
            aliases.put(alias, address);
            return address;
        }
        Address known = aliases.get(alias);
        if (known == null && Rule.violated("section 3.3.2.3.4")) {
            throw MalformedPacketException.protocolError(
                    IT, "topic alias " + alias + " stands for nothing", "section 3.3.2.3.4");
        }
        return known;
    }

    private void checkFeatures(int qos, boolean retain) throws MalformedPacketException {
        if (qos > features.maximumQos().ordinal() && Rule.violated("MQTT-3.2.2-11")) {
            throw new MalformedPacketException(
                    IT, "QoS " + qos + " is not served here", "MQTT-3.2.2-11", ReasonCode.QOS_NOT_SUPPORTED);
        }
        if (retain && !features.retain() && Rule.violated("MQTT-3.2.2-14")) {
            throw new MalformedPacketException(
                    IT, "RETAIN is not served here", "MQTT-3.2.2-14", ReasonCode.RETAIN_NOT_SUPPORTED);
        }
    }

    /** Why the message cannot be taken, though it can be read; null where it can. */
    private Refusal refusal(Address address, Properties properties, Payload payload) {
        if (address == InboundTopics.OWN && Rule.violated("section 4.7.2")) {
            return new Refusal(ReasonCode.TOPIC_NAME_INVALID, "the topic is the server's own; " + Topics.PUBLISHED);
        }
        if (features.checkFormat() && !Decoder5.asItSays(properties, payload) && Rule.violated("section 3.3.2.3.2")) {
            return new Refusal(ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not UTF-8");
        }
        return null;
    }

    Map<String, String> state() {
        return Map.of(InboundAliases.STATE, aliases.toString());
    }

    void restore(Map<String, String> state) {
        aliases = InboundAliases.parse(state.get(InboundAliases.STATE));
    }
}
