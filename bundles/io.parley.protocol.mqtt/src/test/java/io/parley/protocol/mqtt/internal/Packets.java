package io.parley.protocol.mqtt.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Packets as a client writes them and a server answers, byte by byte and independent of the code under test. */
final class Packets {

    private Packets() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] packet(int first, byte[]... parts) {
        byte[] body = join(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int rest = body.length;
        do {
            out.write(rest > 127 ? rest & 127 | 128 : rest);
            rest >>= 7;
        } while (rest > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(u16(bytes.length), bytes);
    }

    static byte[] u8(int value) {
        return new byte[] {(byte) value};
    }

    static byte[] u16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] connect(String id, boolean clean, int keepAlive) {
        return connect(clean ? 2 : 0, keepAlive, text(id));
    }

    static byte[] connect(int flags, int keepAlive, byte[]... payload) {
        return packet(0x10, text("MQTT"), u8(4), u8(flags), u16(keepAlive), join(payload));
    }

    static byte[] connack(boolean present, int code) {
        return new byte[] {0x20, 2, (byte) (present ? 1 : 0), (byte) code};
    }

    static byte[] publish(int qos, int id, String topic, String payload) {
        return publish(0x30 | qos << 1, topic, id, bytes(payload));
    }

    static byte[] publish(int first, String topic, int id, byte[] payload) {
        boolean numbered = (first & 6) != 0;
        return packet(first, text(topic), numbered ? u16(id) : new byte[0], payload);
    }

    static byte[] puback(int id) {
        return packet(0x40, u16(id));
    }

    static byte[] pubrec(int id) {
        return packet(0x50, u16(id));
    }

    static byte[] pubrel(int id) {
        return packet(0x62, u16(id));
    }

    static byte[] pubcomp(int id) {
        return packet(0x70, u16(id));
    }

    static byte[] subscribe(int id, Object... filtersAndQos) {
        byte[] body = u16(id);
        for (int i = 0; i < filtersAndQos.length; i += 2) {
            body = join(body, text((String) filtersAndQos[i]), u8((Integer) filtersAndQos[i + 1]));
        }
        return packet(0x82, body);
    }

    static byte[] suback(int id, int... codes) {
        byte[] body = u16(id);
        for (int code : codes) {
            body = join(body, u8(code));
        }
        return packet(0x90, body);
    }

    static byte[] unsubscribe(int id, String... filters) {
        byte[] body = u16(id);
        for (String filter : filters) {
            body = join(body, text(filter));
        }
        return packet(0xa2, body);
    }

    static byte[] unsuback(int id) {
        return packet(0xb0, u16(id));
    }

    static byte[] pingreq() {
        return hex("c000");
    }

    static byte[] pingresp() {
        return hex("d000");
    }

    static byte[] disconnect() {
        return hex("e000");
    }
}
