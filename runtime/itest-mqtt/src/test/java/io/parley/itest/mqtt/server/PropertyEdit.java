package io.parley.itest.mqtt.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Takes a property out of a packet of MQTT 5, or puts one in. */
final class PropertyEdit {

    private final ByteBuffer in;
    private final int first;
    private final byte[] before;
    private final ByteArrayOutputStream properties = new ByteArrayOutputStream();

    private PropertyEdit(byte[] packet, int omitted) {
        in = ByteBuffer.wrap(packet);
        first = in.get();
        varint();
        before = new byte[size()];
        in.get(before);
        int end = in.hasRemaining() ? varint() + in.position() : in.position();
        while (in.position() < end) {
            int begin = in.position();
            int id = in.get();
            skip(id);
            if (id != omitted) {
                properties.write(packet, begin, in.position() - begin);
            }
        }
    }

    static byte[] without(byte[] packet, int id) {
        return new PropertyEdit(packet, id).packet();
    }

    static byte[] with(byte[] packet, int id) {
        PropertyEdit edit = new PropertyEdit(packet, -1);
        edit.properties.writeBytes(new byte[] {(byte) id, 0, 0, 0, 0});
        return edit.packet();
    }

    /** How many bytes of the body come before the properties. */
    private int size() {
        int qos = first >> 1 & 3;
        return switch (first >> 4 & 0xf) {
            case 3 -> 2 + in.getShort(in.position()) + (qos == 0 ? 0 : 2);
            case 4, 5, 6, 7 -> 3;
            case 14, 15 -> 1;
            default -> 2;
        };
    }

    private void skip(int id) {
        switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> in.get();
            case 0x13, 0x21, 0x22, 0x23 -> in.getShort();
            case 0x02, 0x11, 0x18, 0x27 -> in.getInt();
            case 0x0b -> varint();
            case 0x26 -> {
                block();
                block();
            }
            default -> block();
        }
    }

    private void block() {
        int length = in.getShort() & 0xffff;
        in.position(in.position() + length);
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private byte[] packet() {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(before);
        putVarint(body, properties.size());
        body.writeBytes(properties.toByteArray());
        body.writeBytes(rest);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        putVarint(packet, body.size());
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    private static void putVarint(ByteArrayOutputStream out, int value) {
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            out.write(rest & 0x7f | 0x80);
        }
        out.write(rest);
    }
}
