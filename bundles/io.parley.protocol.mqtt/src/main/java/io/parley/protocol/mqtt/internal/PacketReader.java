package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.FixedHeader;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Rule;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Cuts a stream of bytes into packets. What a fixed header shows to be wrong or too large is refused before the rest
 * has arrived. For the connection's lane.
 */
final class PacketReader {

    private static final int CONNECT = PacketType.CONNECT.ordinal() << 4;

    /** Takes packets one by one. */
    @FunctionalInterface
    interface Packets {
        /**
         * @param first the packet's first byte
         * @param body what follows its fixed header, to the buffer's limit
         */
        void take(int first, ByteBuffer body) throws MalformedPacketException;
    }

    private final int maxPacketBytes;
    private final BooleanSupplier reading;
    private final Packets packets;

    /** Null until the CONNECT has said which version it is. */
    private PacketDecoder decoder;

    private boolean minimal;

    /** @param reading asked before each packet, whether it is wanted */
    PacketReader(int maxPacketBytes, BooleanSupplier reading, Packets packets) {
        this.maxPacketBytes = maxPacketBytes;
        this.reading = reading;
        this.packets = packets;
    }

    void use(PacketDecoder of) {
        decoder = of;
    }

    /** Whether the length of the packet that is being taken is written in as few bytes as possible. */
    boolean minimal() {
        return minimal;
    }

    /**
     * Reads as many whole packets as there are and are wanted.
     *
     * @param in moves behind the last one
     * @return whether there was any
     */
    boolean read(ByteBuffer in) throws MalformedPacketException {
        boolean any = false;
        while (in.hasRemaining() && reading.getAsBoolean()) {
            int first = in.get(in.position()) & 0xff;
            int remaining = next(in);
            if (remaining == FixedHeader.INCOMPLETE) {
                break;
            }
            any = true;
            int limit = in.limit();
            in.limit(in.position() + remaining);
            try {
                packets.take(first, in);
                in.position(in.limit());
            } finally {
                in.limit(limit);
            }
        }
        return any;
    }

    /** Moves behind the fixed header of a packet that is there completely, and tells its remaining length. */
    private int next(ByteBuffer in) throws MalformedPacketException {
        int start = in.position();
        int first = in.get() & 0xff;
        checkFirst(first);
        int remaining = FixedHeader.remainingLength(in, PacketType.of(first));
        if (remaining != FixedHeader.INCOMPLETE) {
            int header = in.position() - start;
            minimal = header == 1 + FixedHeader.lengthBytes(remaining);
            checkLength(first, remaining, header + remaining);
            if (in.remaining() >= remaining) {
                return remaining;
            }
        }
        in.position(start);
        return FixedHeader.INCOMPLETE;
    }

    private void checkFirst(int first) throws MalformedPacketException {
        if (decoder != null) {
            decoder.check(first);
        } else if (PacketType.of(first) != PacketType.CONNECT && Rule.violated("MQTT-3.1.0-1")) {
            throw new MalformedPacketException(PacketType.of(first), "the first packet is not CONNECT", "MQTT-3.1.0-1");
        } else if (first != CONNECT && Rule.violated("MQTT-2.2.2-2")) {
            throw new MalformedPacketException(PacketType.CONNECT, "its flags are not 0", "MQTT-2.2.2-2");
        }
    }

    private void checkLength(int first, int remaining, int size) throws MalformedPacketException {
        if (size > maxPacketBytes && Rule.violated(Settings.MAX_PACKET_BYTES)) {
            throw decoder == null
                    ? new MalformedPacketException(
                            PacketType.CONNECT,
                            "it announces " + size + " bytes, and " + maxPacketBytes + " are allowed",
                            Settings.MAX_PACKET_BYTES,
                            ReasonCode.PACKET_TOO_LARGE)
                    : decoder.tooLarge(PacketType.of(first), size, maxPacketBytes);
        }
        if (decoder != null) {
            decoder.check(first, remaining, minimal);
        }
    }
}
