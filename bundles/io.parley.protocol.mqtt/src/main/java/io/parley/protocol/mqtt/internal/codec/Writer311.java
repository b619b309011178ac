package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.SubscriptionResult;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes MQTT 3.1.1. */
final class Writer311 implements PacketWriter {

    /** Payloads up to this size are put into the connection's buffer with their header; larger ones go beside it. */
    private static final int INLINE = 16 * 1024;

    /** What {@link Connection#reserve} gives at most. */
    private static final int MAX_RESERVE = 64 * 1024;

    private static final int SUBACK_FAILURE = 0x80;
    private static final int UNACCEPTABLE_LEVEL = 1;
    private static final int IDENTIFIER_REJECTED = 2;
    private static final int UNAVAILABLE = 3;
    private static final int BAD_CREDENTIALS = 4;
    private static final int NOT_AUTHORIZED = 5;

    private final Connection connection;
    private final OutboundTopics topics = new OutboundTopics();

    Writer311(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void accepted(boolean sessionPresent) {
        connack(sessionPresent ? 1 : 0, 0);
    }

    @Override
    public void unsupportedVersion() {
        connack(0, UNACCEPTABLE_LEVEL);
    }

    @Override
    public void refused(RefusedException.Reason reason, boolean withCredentials) {
        connack(
                0,
                switch (reason) {
                    case INVALID -> IDENTIFIER_REJECTED;
                    case NOT_ALLOWED -> withCredentials ? BAD_CREDENTIALS : NOT_AUTHORIZED;
                    case LIMIT, UNAVAILABLE, NOT_FOUND, CONFLICT, NOT_OWNED -> UNAVAILABLE;
                });
    }

    private void connack(int flags, int code) {
        connection.reserve(4).putInt(PacketType.CONNACK.ordinal() << 28 | 2 << 16 | flags << 8 | code);
    }

    @Override
    public boolean publish(Outbound.Deliver deliver, int packetId) {
        byte[] topic = topics.field(deliver.message().address());
        Payload payload = deliver.message().payload();
        long remaining = topic.length + (packetId == 0 ? 0 : 2) + payload.size();
        if (topic == OutboundTopics.NONE || remaining > FixedHeader.MAX_REMAINING) {
            return false;
        }
        int size = (int) payload.size();
        int head = 1 + FixedHeader.lengthBytes((int) remaining) + (int) remaining - size;
        boolean inline = size <= INLINE;
        int wanted = inline ? head + size : head;
        boolean fits = wanted <= MAX_RESERVE;
        ByteBuffer out = fits ? connection.reserve(wanted) : ByteBuffer.allocate(wanted);
        FixedHeader.put(out, first(deliver), (int) remaining);
        out.put(topic);
        if (packetId != 0) {
            out.putShort((short) packetId);
        }
        if (inline) {
            putAll(payload, out);
        }
        if (!fits) {
            connection.write(out.flip());
        }
        if (!inline) {
            payload.buffers().forEach(connection::write);
        }
        return true;
    }

    private static void putAll(Payload payload, ByteBuffer out) {
        List<ByteBuffer> parts = payload.buffers();
        for (int i = 0; i < parts.size(); i++) {
            out.put(parts.get(i));
        }
    }

    /** DUP belongs to guaranteed deliveries alone ([MQTT-3.3.1-2]). */
    private static int first(Outbound.Deliver deliver) {
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
    public boolean refuse(PacketType type, int packetId, RefusedException why) {
        return false;
    }

    @Override
    public void suback(int packetId, List<SubscriptionResult> results) {
        ByteBuffer out = ByteBuffer.allocate(7 + results.size());
        FixedHeader.put(out, PacketType.SUBACK.ordinal() << 4, 2 + results.size());
        out.putShort((short) packetId);
        for (SubscriptionResult result : results) {
            int code = result instanceof SubscriptionResult.Granted granted
                    ? granted.maximum().ordinal()
                    : SUBACK_FAILURE;
            out.put((byte) code);
        }
        connection.write(out.flip());
    }

    @Override
    public void unsuback(int packetId, List<Boolean> existed) {
        acknowledge(PacketType.UNSUBACK, packetId);
    }

    @Override
    public void pingresp() {
        connection.reserve(2).putShort((short) (PacketType.PINGRESP.ordinal() << 12));
    }
}
