package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionResult;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes MQTT 3.1.1, and 3.1. */
final class Writer311 implements PacketWriter {

    private static final int SUBACK_FAILURE = 0x80;
    private static final int UNACCEPTABLE_LEVEL = 1;
    private static final int IDENTIFIER_REJECTED = 2;
    private static final int UNAVAILABLE = 3;
    private static final int BAD_CREDENTIALS = 4;
    private static final int NOT_AUTHORIZED = 5;

    private final Connection connection;
    private final boolean old;
    private final OutboundTopics topics = new OutboundTopics(0);
    private final Frame frame;

    /** @param old whether it is 3.1, which does not know whether a session was there */
    Writer311(Connection connection, boolean old) {
        this.connection = connection;
        this.old = old;
        frame = new Frame(connection);
    }

    @Override
    public boolean accepted(Accepted what) {
        connack(what.sessionPresent() && !old ? 1 : 0, 0);
        return true;
    }

    /** A CONNECT that is malformed has no answer in this version. */
    @Override
    public void refused(Refusal why) {
        switch (why.code()) {
            case UNSUPPORTED_PROTOCOL_VERSION -> connack(0, UNACCEPTABLE_LEVEL);
            case CLIENT_IDENTIFIER_NOT_VALID -> connack(0, IDENTIFIER_REJECTED);
            case BAD_USER_NAME_OR_PASSWORD -> connack(0, BAD_CREDENTIALS);
            case NOT_AUTHORIZED -> connack(0, NOT_AUTHORIZED);
            case MALFORMED_PACKET, PROTOCOL_ERROR, TOPIC_NAME_INVALID, PACKET_TOO_LARGE -> {}
            default -> connack(0, UNAVAILABLE);
        }
    }

    private void connack(int flags, int code) {
        connection.reserve(4).putInt(PacketType.CONNACK.ordinal() << 28 | 2 << 16 | flags << 8 | code);
    }

    @Override
    public Sent publish(Outbound.Deliver deliver, int packetId) {
        OutboundTopics.Topic topic = topics.find(deliver.message().address());
        Payload payload = deliver.message().payload();
        int head = topic.field.length + (packetId == 0 ? 0 : 2);
        if (topic == OutboundTopics.NONE || head + payload.size() > FixedHeader.MAX_REMAINING) {
            return Sent.INEXPRESSIBLE;
        }
        ByteBuffer out = frame.begin(first(deliver), head, (int) payload.size());
        out.put(topic.field);
        if (packetId != 0) {
            out.putShort((short) packetId);
        }
        frame.end(payload);
        return Sent.SENT;
    }

    /** DUP belongs to guaranteed deliveries alone ([MQTT-3.3.1-2]). */
    static int first(Outbound.Deliver deliver) {
        Guarantee guarantee = deliver.guarantee();
        boolean dup = deliver.redelivered() && guarantee != Guarantee.AT_MOST_ONCE;
        return PacketType.PUBLISH.ordinal() << 4
                | (dup ? 8 : 0)
                | guarantee.ordinal() << 1
                | (deliver.retained() ? 1 : 0);
    }

    @Override
    public void acknowledge(PacketType type, int packetId) {
        int flags = type == PacketType.PUBREL ? 2 : 0;
        connection.reserve(4).putInt(type.ordinal() << 28 | flags << 24 | 2 << 16 | packetId);
    }

    @Override
    public void unheard(PacketType type, int packetId) {
        acknowledge(type, packetId);
    }

    @Override
    public void unknown(PacketType type, int packetId) {
        acknowledge(type, packetId);
    }

    @Override
    public boolean refuse(PacketType type, int packetId, Refusal why) {
        return false;
    }

    @Override
    public void suback(int packetId, List<SubscriptionResult> results) {
        byte[] codes = new byte[results.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte)
                    (results.get(i) instanceof SubscriptionResult.Granted granted
                            ? granted.maximum().ordinal()
                            : SUBACK_FAILURE);
        }
        suback(packetId, codes);
    }

    private void suback(int packetId, byte[] codes) {
        ByteBuffer out = ByteBuffer.allocate(7 + codes.length);
        FixedHeader.put(out, PacketType.SUBACK.ordinal() << 4, 2 + codes.length);
        connection.write(out.putShort((short) packetId).put(codes).flip());
    }

    @Override
    public void unsuback(int packetId, List<Boolean> existed) {
        acknowledge(PacketType.UNSUBACK, packetId);
    }

    @Override
    public boolean refuse(PacketType type, int packetId, int filters, Refusal why) {
        if (type != PacketType.SUBACK) {
            return false;
        }
        byte[] codes = new byte[filters];
        Arrays.fill(codes, (byte) SUBACK_FAILURE);
        suback(packetId, codes);
        return true;
    }

    @Override
    public void pingresp() {
        connection.reserve(2).putShort((short) (PacketType.PINGRESP.ordinal() << 12));
    }

    @Override
    public void auth(ReasonCode code, String method, Optional<Payload> data) {
        throw new IllegalStateException("MQTT 3.1.1 has no AUTH");
    }

    /** Only clients take their leave in this version. */
    @Override
    public void disconnect(Refusal why) {
        // nothing
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
