package io.parley.itest.mqtt.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A packet from the server, for where its bytes are not known to the last one.
 *
 * @param first type and flags
 * @param body what follows the remaining length
 */
public record Packet(int first, byte[] body) {

    /** A byte of the body. */
    public int at(int index) {
        return body[index] & 0xff;
    }

    /**
     * The properties that begin at that place of the body (MQTT 5, section 2.2.2): identifier to values in order, numbers
     * as {@code Long}, texts and pairs ({@code name=value}) as {@code String}, binary data as hex.
     */
    public Map<Integer, List<Object>> properties(int from) {
        ByteBuffer in = ByteBuffer.wrap(body).position(from);
        if (!in.hasRemaining()) {
            return Map.of();
        }
        int length = varint(in);
        in.limit(in.position() + length);
        Map<Integer, List<Object>> all = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            int id = in.get();
            all.computeIfAbsent(id, key -> new ArrayList<>()).add(value(id, in));
        }
        return all;
    }

    /** Whether it consists of these bytes. */
    boolean matches(int[] pattern) {
        int begin = pattern.length - body.length;
        if (begin < 2 || pattern[0] != first) {
            return false;
        }
        for (int i = 0; i < body.length; i++) {
            if (pattern[begin + i] != Bytes.ANY && pattern[begin + i] != at(i)) {
                return false;
            }
        }
        return true;
    }

    private static Object value(int id, ByteBuffer in) {
        return switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a -> (long) (in.get() & 0xff);
            case 0x13, 0x21, 0x22, 0x23 -> (long) (in.getShort() & 0xffff);
            case 0x02, 0x11, 0x18, 0x27 -> in.getInt() & 0xffff_ffffL;
            case 0x0b -> (long) varint(in);
            case 0x03, 0x08, 0x12, 0x15, 0x1a, 0x1c, 0x1f -> new String(block(in), UTF_8);
            case 0x09, 0x16 -> Bytes.hex(block(in));
            case 0x26 -> new String(block(in), UTF_8) + "=" + new String(block(in), UTF_8);
            default -> throw new AssertionError("The server sent property 0x" + Integer.toHexString(id));
        };
    }

    private static byte[] block(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xffff];
        in.get(bytes);
        return bytes;
    }

    private static int varint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    @Override
    public String toString() {
        return "%02x{%s}".formatted(first, Bytes.hex(body));
    }
}
