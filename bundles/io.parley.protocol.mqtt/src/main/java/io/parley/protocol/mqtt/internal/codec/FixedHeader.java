package io.parley.protocol.mqtt.internal.codec;

import java.nio.ByteBuffer;

/** The part that all packets begin with: type and flags in one byte, then the remaining length (section 2.2). */
public final class FixedHeader {

    /** The largest remaining length that four bytes can express. */
    public static final int MAX_REMAINING = 268_435_455;

    /** The length has not arrived completely. */
    public static final int INCOMPLETE = -1;

    private FixedHeader() {}

    /**
     * Reads a remaining length, behind a packet's first byte.
     *
     * @param in moves behind the length, or anywhere when that is incomplete
     * @return the length or {@link #INCOMPLETE}
     */
    public static int remainingLength(ByteBuffer in, PacketType packet) throws MalformedPacketException {
        int length = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            if (!in.hasRemaining()) {
                return INCOMPLETE;
            }
            byte part = in.get();
            length |= (part & 0x7f) << shift;
            if (part >= 0) {
                return length;
            }
        }
        throw new MalformedPacketException(packet, "the remaining length takes more than four bytes", "section 2.2.3");
    }

    /** How many bytes a remaining length takes. */
    public static int lengthBytes(int remaining) {
        return remaining < 1 << 7 ? 1 : remaining < 1 << 14 ? 2 : remaining < 1 << 21 ? 3 : 4;
    }

    /** Writes type, flags and remaining length. */
    static void put(ByteBuffer out, int first, int remaining) {
        out.put((byte) first);
        putVarint(out, remaining);
    }

    /** Writes a variable byte integer (section 1.5.5 of MQTT 5). */
    static void putVarint(ByteBuffer out, int value) {
        int rest = value;
        while (rest >= 1 << 7) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
