package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the data types of section 1.5. A buffer's limit is its packet's end. Safe for all threads. */
final class Wire {

    static final Wire V3_1_1 = new Wire(Rules.V3_1_1);
    static final Wire V5 = new Wire(Rules.V5);

    private static final char REPLACEMENT = '\uFFFD';

    private final Rules rules;

    private Wire(Rules rules) {
        this.rules = rules;
    }

    int uint8(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        need(in, 1, packet, field);
        return in.get() & 0xff;
    }

    int uint16(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        need(in, 2, packet, field);
        return in.getShort() & 0xffff;
    }

    long uint32(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        need(in, 4, packet, field);
        return in.getInt() & 0xffff_ffffL;
    }

    /** A variable byte integer, in as few bytes as possible ([MQTT-1.5.5-1]). */
    int varint(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int part = uint8(in, packet, field);
            value |= (part & 0x7f) << shift;
            if (part < 0x80) {
                if (part == 0 && shift > 0 && Rule.violated("MQTT-1.5.5-1")) {
                    throw new MalformedPacketException(
                            packet, field + " takes more bytes than it needs", "MQTT-1.5.5-1");
                }
                return value;
            }
        }
        throw new MalformedPacketException(packet, field + " takes more than four bytes", "section 1.5.5");
    }

    int packetId(ByteBuffer in, PacketType packet) throws MalformedPacketException {
        int id = uint16(in, packet, "packet id");
        if (id == 0 && Rule.violated(rules.packetId())) {
            throw MalformedPacketException.protocolError(packet, "packet id 0 is not allowed", rules.packetId());
        }
        return id;
    }

    byte[] binary(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        return bytes(in, uint16(in, packet, field), packet, field);
    }

    byte[] bytes(ByteBuffer in, int length, PacketType packet, String field) throws MalformedPacketException {
        need(in, length, packet, field);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    String text(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        return text(binary(in, packet, field), packet, field);
    }

    /** Well-formed UTF-8 without U+0000; a byte order mark stays in. */
    String text(byte[] bytes, PacketType packet, String field) throws MalformedPacketException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !wellFormed(ByteBuffer.wrap(bytes)) && Rule.violated(rules.utf8())) {
            throw new MalformedPacketException(packet, field + " is not well-formed UTF-8", rules.utf8());
        }
        if (text.indexOf('\0') >= 0 && Rule.violated(rules.nul())) {
            throw new MalformedPacketException(packet, field + " contains U+0000", rules.nul());
        }
        return text;
    }

    /** Whether the bytes are UTF-8: a lenient decoding with replacement characters may come from an honest U+FFFD. */
    static boolean wellFormed(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /** The rest of the packet, copied since the connection's buffer is used again. */
    static Payload rest(ByteBuffer in) {
        int size = in.remaining();
        if (size == 0) {
            return Payload.empty();
        }
        byte[] copy = new byte[size];
        in.get(copy);
        return Payload.wrap(ByteBuffer.wrap(copy));
    }

    static Payload payload(byte[] bytes) {
        return bytes.length == 0 ? Payload.empty() : Payload.wrap(ByteBuffer.wrap(bytes));
    }

    void need(ByteBuffer in, int length, PacketType packet, String field) throws MalformedPacketException {
        if (in.remaining() < length && Rule.violated(rules.length())) {
            throw new MalformedPacketException(packet, field + " reaches beyond the packet's end", rules.length());
        }
    }

    void end(ByteBuffer in, PacketType packet) throws MalformedPacketException {
        if (in.hasRemaining() && Rule.violated(rules.length())) {
            throw new MalformedPacketException(
                    packet, in.remaining() + " bytes follow after the last field", rules.length());
        }
    }
}
