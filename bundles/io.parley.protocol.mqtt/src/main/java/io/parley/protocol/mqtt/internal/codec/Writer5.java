package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionResult;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Writes MQTT 5. */
final class Writer5 implements PacketWriter {

    private static final int ALIAS_BYTES = 3;

    private final Connection connection;
    private final Terms terms;
    private final LongSupplier millis;
    private final OutboundTopics topics;
    private final Frame frame;

    /** Null until a message has any. */
    private OutboundProperties properties;

    /** @param terms what the client has asked for */
    Writer5(Connection connection, Terms terms, LongSupplier millis) {
        this.connection = connection;
        this.terms = terms;
        this.millis = millis;
        topics = new OutboundTopics(terms.topicAliasMaximum());
        frame = new Frame(connection);
    }

    @Override
    public boolean accepted(Accepted what) {
        PropertyBlock block = Connack5.properties(what, terms);
        if (fits(2 + block.sizeWith(Connack5.size(what.user())))) { // [MQTT-3.2.2-20]
            what.user().forEach(block::user);
        }
        return coded(PacketType.CONNACK, what.sessionPresent() ? 1 : 0, ReasonCode.SUCCESS, block);
    }

    @Override
    public void refused(Refusal why) {
        PropertyBlock block = new PropertyBlock();
        if (!why.serverReference().isEmpty()) {
            block.text(Property.SERVER_REFERENCE, why.serverReference());
        }
        addReason(block, why.text(), 2);
        coded(PacketType.CONNACK, 0, why.code(), block);
    }

    /**
     * A packet of flags, a code and properties.
     *
     * @param flags below 0 for none
     * @return false when the client takes none so large
     */
    private boolean coded(PacketType type, int flags, ReasonCode code, PropertyBlock block) {
        int remaining = (flags < 0 ? 1 : 2) + block.size();
        if (!fits(remaining)) {
            return false;
        }
        ByteBuffer out = begin(type, remaining);
        if (flags >= 0) {
            out.put((byte) flags);
        }
        out.put((byte) code.value());
        block.putTo(out);
        connection.write(out.flip());
        return true;
    }

    private static ByteBuffer begin(PacketType type, int remaining) {
        ByteBuffer out = ByteBuffer.allocate(1 + FixedHeader.lengthBytes(remaining) + remaining);
        FixedHeader.put(out, type.ordinal() << 4, remaining);
        return out;
    }

    /** Whether the client takes a packet of that remaining length ([MQTT-3.1.2-24]). */
    private boolean fits(long remaining) {
        return remaining <= FixedHeader.MAX_REMAINING
                && 1 + FixedHeader.lengthBytes((int) remaining) + remaining <= terms.maximumPacketSize();
    }

    /**
     * Adds the reason string, unless the packet became too large for the client by it.
     *
     * @param others the remaining length without properties
     */
    private void addReason(PropertyBlock block, String text, int others) {
        int length = text.isEmpty() ? -1 : Utf8.length(text);
        if (length >= 0 && fits((long) others + block.sizeWith(3 + length))) {
            block.text(Property.REASON_STRING.id(), text);
        }
    }

    @Override
    public Sent publish(Outbound.Deliver deliver, int packetId) {
        Message message = deliver.message();
        OutboundTopics.Topic topic = topics.find(message.address());
        if (topic == OutboundTopics.NONE) {
            return Sent.INEXPRESSIBLE;
        }
        Payload payload = message.payload();
        int alias = topics.alias(topic);
        boolean named = alias == 0 || !topic.announced;
        boolean plain = OutboundProperties.none(message, deliver.subscriptions());
        long length = (alias == 0 ? 0 : ALIAS_BYTES) + (plain ? 0 : measure(deliver));
        long head = (named ? topic.field.length : 2)
                + (packetId == 0 ? 0 : 2)
                + FixedHeader.lengthBytes((int) length)
                + length;
        if (!fits(head + payload.size())) {
            return head + payload.size() > FixedHeader.MAX_REMAINING ? Sent.INEXPRESSIBLE : Sent.TOO_LARGE;
        }
        ByteBuffer out = frame.begin(Writer311.first(deliver), (int) head, (int) payload.size());
        if (named) {
            out.put(topic.field);
        } else {
            out.putShort((short) 0);
        }
        if (packetId != 0) {
            out.putShort((short) packetId);
        }
        FixedHeader.putVarint(out, (int) length);
        if (alias != 0) {
            out.put((byte) Property.TOPIC_ALIAS.id()).putShort((short) alias);
            topic.announced = true;
        }
        if (!plain) {
            properties.put(out);
        }
        frame.end(payload);
        return Sent.SENT;
    }

    private long measure(Outbound.Deliver deliver) {
        if (properties == null) {
            properties = new OutboundProperties();
        }
        return properties.measure(deliver.message(), deliver.subscriptions(), millis.getAsLong());
    }

    @Override
    public void acknowledge(PacketType type, int packetId) {
        connection.reserve(4).putInt(first(type) << 24 | 2 << 16 | packetId);
    }

    private static int first(PacketType type) {
        return type.ordinal() << 4 | (type == PacketType.PUBREL ? 2 : 0);
    }

    @Override
    public void unheard(PacketType type, int packetId) {
        acknowledge(type, packetId, ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Override
    public void unknown(PacketType type, int packetId) {
        acknowledge(type, packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
    }

    private void acknowledge(PacketType type, int packetId, ReasonCode code) {
        connection.reserve(5).putInt(first(type) << 24 | 3 << 16 | packetId).put((byte) code.value());
    }

    @Override
    public boolean refuse(PacketType type, int packetId, Refusal why) {
        if (!fits(3)) {
            return false;
        }
        PropertyBlock block = new PropertyBlock();
        if (terms.problemInformation()) {
            addReason(block, why.text(), 3);
        }
        if (block.isEmpty()) {
            acknowledge(type, packetId, why.code());
        } else {
            ByteBuffer out = begin(type, 3 + block.size());
            out.putShort((short) packetId).put((byte) why.code().value());
            block.putTo(out);
            connection.write(out.flip());
        }
        return true;
    }

    @Override
    public void suback(int packetId, List<SubscriptionResult> results) {
        byte[] codes = new byte[results.size()];
        String text = "";
        for (int i = 0; i < codes.length; i++) {
            if (results.get(i) instanceof SubscriptionResult.Refused refused) {
                Refusal refusal = Refusal.ofFilter(refused.reason(), refused.message());
                codes[i] = (byte) refusal.code().value();
                text = text.isEmpty() ? refusal.text() : text;
            } else if (results.get(i) instanceof SubscriptionResult.Granted granted) {
                codes[i] = (byte) granted.maximum().ordinal();
            }
        }
        filters(PacketType.SUBACK, packetId, codes, text);
    }

    @Override
    public void unsuback(int packetId, List<Boolean> existed) {
        byte[] codes = new byte[existed.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (existed.get(i) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED).value();
        }
        filters(PacketType.UNSUBACK, packetId, codes, "");
    }

    @Override
    public boolean refuse(PacketType type, int packetId, int filters, Refusal why) {
        byte[] codes = new byte[filters];
        Arrays.fill(codes, (byte) why.code().value());
        filters(type, packetId, codes, why.text());
        return true;
    }

    private void filters(PacketType type, int packetId, byte[] codes, String text) {
        PropertyBlock block = new PropertyBlock();
        if (terms.problemInformation()) {
            addReason(block, text, 2 + codes.length);
        }
        int remaining = 2 + block.size() + codes.length;
        if (fits(remaining)) {
            ByteBuffer out = begin(type, remaining);
            out.putShort((short) packetId);
            block.putTo(out);
            connection.write(out.put(codes).flip());
        }
    }

    @Override
    public void pingresp() {
        connection.reserve(2).putShort((short) (PacketType.PINGRESP.ordinal() << 12));
    }

    @Override
    public void auth(ReasonCode code, String method, Optional<Payload> data) {
        PropertyBlock block = new PropertyBlock();
        block.text(Property.AUTHENTICATION_METHOD.id(), method);
        data.ifPresent(bytes -> block.binary(Property.AUTHENTICATION_DATA.id(), bytes.toBytes()));
        coded(PacketType.AUTH, -1, code, block);
    }

    @Override
    public void disconnect(Refusal why) {
        PropertyBlock block = new PropertyBlock();
        if (!why.serverReference().isEmpty()) {
            block.text(Property.SERVER_REFERENCE, why.serverReference());
        }
        addReason(block, why.text(), 1);
        if (!block.isEmpty()) {
            coded(PacketType.DISCONNECT, -1, why.code(), block);
        } else if (fits(1)) {
            ByteBuffer out = begin(PacketType.DISCONNECT, 1);
            connection.write(out.put((byte) why.code().value()).flip());
        }
    }

    @Override
    public Map<String, String> state() {
        return Map.of(OutboundTopics.STATE, topics.state());
    }

    @Override
    public void restore(Map<String, String> state) {
        topics.restore(state.get(OutboundTopics.STATE));
    }
}
