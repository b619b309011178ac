package io.parley.protocol.mqtt.internal.codec;

import java.nio.ByteBuffer;

/** Measures and writes strings as section 1.5.4 has them, without a copy between. */
final class Utf8 {

    private static final int MOST = 65_535;

    private Utf8() {}

    /** How many bytes it takes, without its length; -1 where MQTT cannot express it. */
    static int length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return -1;
            } else if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(c)) {
                length += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                return -1;
            }
        }
        return length > MOST ? -1 : (int) length;
    }

    /** Writes the text, length first. It has been measured. */
    static void put(ByteBuffer out, String text) {
        int start = out.position();
        out.putShort((short) 0);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out.put((byte) c);
            } else if (c < 0x800) {
                out.put((byte) (0xc0 | c >> 6)).put((byte) (0x80 | c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                out.put((byte) (0xe0 | c >> 12))
                        .put((byte) (0x80 | c >> 6 & 0x3f))
                        .put((byte) (0x80 | c & 0x3f));
            } else {
                int point = Character.toCodePoint(c, text.charAt(++i));
                out.put((byte) (0xf0 | point >> 18)).put((byte) (0x80 | point >> 12 & 0x3f));
                out.put((byte) (0x80 | point >> 6 & 0x3f)).put((byte) (0x80 | point & 0x3f));
            }
        }
        out.putShort(start, (short) (out.position() - start - 2));
    }
}
