package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Properties of a packet that is not a PUBLISH, as they are added; at the end written with their length in front. */
final class PropertyBlock {

    private ByteBuffer bytes = ByteBuffer.allocate(64);

    void uint8(int id, int value) {
        room(2).put((byte) id).put((byte) value);
    }

    void uint16(int id, int value) {
        room(3).put((byte) id).putShort((short) value);
    }

    void uint32(int id, long value) {
        room(5).put((byte) id).putInt((int) value);
    }

    /** What MQTT cannot express is left out. */
    void text(int id, String value) {
        int length = Utf8.length(value);
        if (length >= 0) {
            Utf8.put(room(3 + length).put((byte) id), value);
        }
    }

    void binary(int id, byte[] value) {
        room(3 + value.length).put((byte) id).putShort((short) value.length).put(value);
    }

    void user(Header property) {
        int name = Utf8.length(property.name());
        int value = Utf8.length(property.value());
        if (name >= 0 && value >= 0) {
            OutboundProperties.putUser(room(userSize(property)), property.name(), property.value());
        }
    }

    static int userSize(Header property) {
        return 5 + Utf8.length(property.name()) + Utf8.length(property.value());
    }

    private ByteBuffer room(int size) {
        if (bytes.remaining() < size) {
            int used = bytes.position();
            bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), Math.max(used + size, used * 2)));
            bytes.position(used);
        }
        return bytes;
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    /** With the length in front. */
    int size() {
        return sizeWith(0);
    }

    /** What {@link #size} would be with that many bytes more. */
    int sizeWith(int more) {
        int length = bytes.position() + more;
        return FixedHeader.lengthBytes(length) + length;
    }

    void putTo(ByteBuffer out) {
        FixedHeader.putVarint(out, bytes.position());
        out.put(bytes.array(), 0, bytes.position());
    }
}
