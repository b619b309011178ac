package io.parley.protocol.mqtt.internal;

import static io.parley.protocol.mqtt.internal.Packets.join;
import static io.parley.protocol.mqtt.internal.Packets.packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Packets of MQTT 5 as a client writes them and a server answers, independent of the code under test. */
final class Packets5 {

    /** No properties. */
    static final byte[] NONE = {0};

    /** What every CONNACK tells with the standard settings. */
    static final byte[] STANDARD = join(u16(33, 1_024), u32(39, 1 << 20), u16(34, 32));

    private Packets5() {}

    /** Properties with their length in front. */
    static byte[] properties(byte[]... properties) {
        byte[] all = join(properties);
        return join(varint(all.length), all);
    }

    static byte[] varint(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = value;
        do {
            out.write(rest > 127 ? rest & 127 | 128 : rest);
            rest >>= 7;
        } while (rest > 0);
        return out.toByteArray();
    }

    static byte[] u8(int property, int value) {
        return new byte[] {(byte) property, (byte) value};
    }

    static byte[] u16(int property, int value) {
        return join(Packets.u8(property), Packets.u16(value));
    }

    static byte[] u32(int property, long value) {
        return join(
                Packets.u8(property), ByteBuffer.allocate(4).putInt((int) value).array());
    }

    static byte[] text(int property, String value) {
        return join(Packets.u8(property), Packets.text(value));
    }

    static byte[] data(int property, byte[] value) {
        return join(Packets.u8(property), Packets.u16(value.length), value);
    }

    static byte[] user(String name, String value) {
        return join(Packets.u8(38), Packets.text(name), Packets.text(value));
    }

    /** A CONNECT with a client id and properties. */
    static byte[] connect(String id, boolean clean, int keepAlive, byte[]... properties) {
        return connect(clean ? 2 : 0, keepAlive, properties(properties), Packets.text(id));
    }

    static byte[] connect(int flags, int keepAlive, byte[] properties, byte[]... payload) {
        return packet(
                0x10,
                Packets.text("MQTT"),
                Packets.u8(5),
                Packets.u8(flags),
                Packets.u16(keepAlive),
                properties,
                join(payload));
    }

    static byte[] connack(boolean present, int code, byte[]... properties) {
        return packet(0x20, Packets.u8(present ? 1 : 0), Packets.u8(code), properties(properties));
    }

    static byte[] publish(int qos, int id, String topic, String payload, byte[]... properties) {
        return publish(0x30 | qos << 1, topic, id, Packets.bytes(payload), properties);
    }

    static byte[] publish(int first, String topic, int id, byte[] payload, byte[]... properties) {
        boolean numbered = (first & 6) != 0;
        return packet(
                first, Packets.text(topic), numbered ? Packets.u16(id) : new byte[0], properties(properties), payload);
    }

    /** An acknowledgement with a code, without properties. */
    static byte[] ack(int first, int id, int code) {
        return packet(first, Packets.u16(id), Packets.u8(code));
    }

    static byte[] ack(int first, int id, int code, byte[] properties) {
        return packet(first, Packets.u16(id), Packets.u8(code), properties);
    }

    /** Filters and their options in turn. */
    static byte[] subscribe(int id, byte[] properties, Object... filters) {
        byte[] body = join(Packets.u16(id), properties);
        for (int i = 0; i < filters.length; i += 2) {
            body = join(body, Packets.text((String) filters[i]), Packets.u8((Integer) filters[i + 1]));
        }
        return packet(0x82, body);
    }

    static byte[] unsubscribe(int id, String... filters) {
        byte[] body = join(Packets.u16(id), NONE);
        for (String filter : filters) {
            body = join(body, Packets.text(filter));
        }
        return packet(0xa2, body);
    }

    /** SUBACK (0x90) or UNSUBACK (0xb0). */
    static byte[] codes(int first, int id, byte[] properties, int... codes) {
        byte[] body = join(Packets.u16(id), properties);
        for (int code : codes) {
            body = join(body, Packets.u8(code));
        }
        return packet(first, body);
    }

    static byte[] disconnect(int code, byte[]... properties) {
        return properties.length == 0
                ? packet(0xe0, Packets.u8(code))
                : packet(0xe0, Packets.u8(code), properties(properties));
    }

    static byte[] auth(int code, byte[]... properties) {
        return packet(0xf0, Packets.u8(code), properties(properties));
    }
}
