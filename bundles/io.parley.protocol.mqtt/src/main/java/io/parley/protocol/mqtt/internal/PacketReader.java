package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.FixedHeader;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import java.nio.ByteBuffer;

/**
 * Cuts a stream of bytes into packets. What a fixed header shows to be wrong or too large is refused before the rest has
 * arrived. For the connection's lane.
 */
final class PacketReader {

    private static final int CONNECT = PacketType.CONNECT.ordinal() << 4;

    private final int maxPacketBytes;

    /** Null until the CONNECT has said which version it is. */
    private PacketDecoder decoder;

    PacketReader(int maxPacketBytes) {
        this.maxPacketBytes = maxPacketBytes;
    }

    void use(PacketDecoder of) {
        decoder = of;
    }

    /**
     * Reads the first byte and the length of a packet that is there completely.
     *
     * @param in moves to the packet's first byte behind its fixed header; stays when the packet is not there completely
     * @return the remaining length, or {@link FixedHeader#INCOMPLETE}
     */
    int next(ByteBuffer in) throws MalformedPacketException {
        int start = in.position();
        int first = in.get() & 0xff;
        checkFirst(first);
        int remaining = FixedHeader.remainingLength(in, PacketType.of(first));
        if (remaining != FixedHeader.INCOMPLETE) {
            checkLength(first, remaining, in.position() - start + remaining);
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
        } else if (PacketType.of(first) != PacketType.CONNECT) {
            throw new MalformedPacketException(PacketType.of(first), "the first packet is not CONNECT", "MQTT-3.1.0-1");
        } else if (first != CONNECT) {
            throw new MalformedPacketException(PacketType.CONNECT, "its flags are not 0", "MQTT-2.2.2-2");
        }
    }

    private void checkLength(int first, int remaining, int size) throws MalformedPacketException {
        if (size > maxPacketBytes) {
            throw new MalformedPacketException(
                    PacketType.of(first),
                    "it announces " + size + " bytes, and " + maxPacketBytes + " are allowed",
                    Settings.MAX_PACKET_BYTES);
        }
        if (decoder != null) {
            decoder.check(first, remaining);
        }
    }
}
