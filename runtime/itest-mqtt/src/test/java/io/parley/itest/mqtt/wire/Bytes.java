package io.parley.itest.mqtt.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Bytes written as text, made without any code of the server's.
 *
 * <pre>
 *   10 00ff     hex
 *   'a/b'       UTF-8; {@code ~} stands for the test's own prefix
 *   [ … ]       what is within, behind its length in two bytes
 *   { … }       what is within, behind its length as a variable byte integer
 *   ??          in a pattern: any byte
 *   ##          in a pattern: any two bytes, a packet id
 * </pre>
 */
final class Bytes {

    /** In a {@link #pattern}: any byte. */
    static final int ANY = -1;

    private final String text;
    private final String prefix;
    private int at;

    private Bytes(String text, String prefix) {
        this.text = text;
        this.prefix = prefix;
    }

    static byte[] of(String text, String prefix) {
        int[] pattern = pattern(text, prefix);
        byte[] bytes = new byte[pattern.length];
        for (int i = 0; i < bytes.length; i++) {
            if (pattern[i] == ANY) {
                throw new IllegalArgumentException("Bytes to be sent must be known: " + text);
            }
            bytes[i] = (byte) pattern[i];
        }
        return bytes;
    }

    /** Bytes from 0 to 255 and {@link #ANY}. */
    static int[] pattern(String text, String prefix) {
        Bytes reader = new Bytes(text, prefix);
        Run all = reader.run('\0');
        return all.values();
    }

    /** For messages. */
    static String hex(byte[] bytes) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 80));
        return bytes.length > 80 ? hex + " … (" + bytes.length + " bytes)" : hex.isEmpty() ? "nothing" : hex;
    }

    private Run run(char end) {
        Run run = new Run();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == end) {
                return run;
            }
            switch (c) {
                case ' ', '\n' -> {}
                case '\'' -> run.add(quoted().getBytes(UTF_8));
                case '[' -> {
                    Run inner = run(']');
                    run.add(inner.size() >> 8, inner.size() & 0xff);
                    run.add(inner);
                }
                case '{' -> {
                    Run inner = run('}');
                    int rest = inner.size();
                    for (; rest > 0x7f; rest >>>= 7) {
                        run.add(rest & 0x7f | 0x80);
                    }
                    run.add(rest);
                    run.add(inner);
                }
                case '?' -> {
                    expect('?');
                    run.add(ANY);
                }
                case '#' -> {
                    expect('#');
                    run.add(ANY, ANY);
                }
                default -> run.add(Integer.parseInt(text, at - 1, ++at, 16));
            }
        }
        if (end != '\0') {
            throw new IllegalArgumentException("Where is the " + end + " of: " + text);
        }
        return run;
    }

    private String quoted() {
        int end = text.indexOf('\'', at);
        String quoted = text.substring(at, end);
        at = end + 1;
        return quoted.replace("~", prefix);
    }

    private void expect(char c) {
        if (text.charAt(at++) != c) {
            throw new IllegalArgumentException("Where is the other " + c + " of: " + text);
        }
    }

    /** Values that grow, each of 0 to 255 or {@link #ANY}. */
    private static final class Run {

        private final ByteArrayOutputStream values = new ByteArrayOutputStream();
        private final ByteArrayOutputStream any = new ByteArrayOutputStream();

        int size() {
            return values.size();
        }

        void add(int... more) {
            for (int value : more) {
                values.write(value);
                any.write(value == ANY ? 1 : 0);
            }
        }

        void add(byte[] more) {
            values.writeBytes(more);
            any.writeBytes(new byte[more.length]);
        }

        void add(Run other) {
            values.writeBytes(other.values.toByteArray());
            any.writeBytes(other.any.toByteArray());
        }

        int[] values() {
            byte[] known = values.toByteArray();
            byte[] unknown = any.toByteArray();
            int[] all = new int[known.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = unknown[i] == 1 ? ANY : known[i] & 0xff;
            }
            return all;
        }
    }
}
