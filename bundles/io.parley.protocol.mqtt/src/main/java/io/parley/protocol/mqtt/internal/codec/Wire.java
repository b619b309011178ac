package io.parley.protocol.mqtt.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the data types of section 1.5. A buffer's limit is its packet's end. */
final class Wire {

    private static final char REPLACEMENT = '\uFFFD';

    private Wire() {}

    static int uint8(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        need(in, 1, packet, field);
        return in.get() & 0xff;
    }

    static int uint16(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        need(in, 2, packet, field);
        return in.getShort() & 0xffff;
    }

    static int packetId(ByteBuffer in, PacketType packet) throws MalformedPacketException {
        int id = uint16(in, packet, "packet id");
        if (id == 0) {
            throw new MalformedPacketException(packet, "packet id 0 is not allowed", "MQTT-2.3.1-1");
        }
        return id;
    }

    static byte[] binary(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        return bytes(in, uint16(in, packet, field), packet, field);
    }

    static byte[] bytes(ByteBuffer in, int length, PacketType packet, String field) throws MalformedPacketException {
        need(in, length, packet, field);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    static String text(ByteBuffer in, PacketType packet, String field) throws MalformedPacketException {
        return text(binary(in, packet, field), packet, field);
    }

    /** Well-formed UTF-8 without U+0000; a byte order mark stays in ([MQTT-1.5.3-1] to [MQTT-1.5.3-3]). */
    static String text(byte[] bytes, PacketType packet, String field) throws MalformedPacketException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !wellFormed(bytes)) {
            throw new MalformedPacketException(packet, field + " is not well-formed UTF-8", "MQTT-1.5.3-1");
        }
        if (text.indexOf('\0') >= 0) {
            throw new MalformedPacketException(packet, field + " contains U+0000", "MQTT-1.5.3-2");
        }
        return text;
    }

    /** A lenient decoding with replacement characters may come from an honest U+FFFD. */
    private static boolean wellFormed(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    static void need(ByteBuffer in, int length, PacketType packet, String field) throws MalformedPacketException {
        if (in.remaining() < length) {
            throw new MalformedPacketException(packet, field + " reaches beyond the packet's end", "MQTT-4.8.0-1");
        }
    }

    static void end(ByteBuffer in, PacketType packet) throws MalformedPacketException {
        if (in.hasRemaining()) {
            throw new MalformedPacketException(
                    packet, in.remaining() + " bytes follow after the last field", "MQTT-4.8.0-1");
        }
    }
}
