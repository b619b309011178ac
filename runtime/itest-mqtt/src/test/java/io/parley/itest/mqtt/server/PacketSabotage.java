package io.parley.itest.mqtt.server;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * Alters one type of packet on its way to clients:
 *
 * <pre>
 *   drop 40         there is none
 *   twice 30        each comes twice
 *   late 60         the first comes after the one that follows it
 *   flags 60 02     these bits of the first byte are the other way
 *   omit 30 03      without the property of that identifier
 *   add e0 11       with a property of that identifier more, of four bytes
 *   body 90 1 01    these bits of that byte of the body are the other way
 * </pre>
 */
public final class PacketSabotage implements Sabotage {

    private static final byte[] NONE = new byte[0];

    private final String[] words;
    private final int type;

    /** @param text as above */
    public PacketSabotage(String text) {
        words = text.split(" ");
        type = HexFormat.fromHexDigits(words[1]);
    }

    @Override
    public UnaryOperator<byte[]> packets() {
        if (words[0].equals("late")) {
            return new Late();
        }
        UnaryOperator<byte[]> change = change();
        return packet -> (packet[0] & 0xf0) == type ? change.apply(packet) : packet;
    }

    private UnaryOperator<byte[]> change() {
        return switch (words[0]) {
            case "drop" -> packet -> NONE;
            case "twice" -> packet -> join(packet, packet);
            case "flags" -> packet -> flip(packet, 0, words[2]);
            case "omit" -> packet -> PropertyEdit.without(packet, HexFormat.fromHexDigits(words[2]));
            case "add" -> packet -> PropertyEdit.with(packet, HexFormat.fromHexDigits(words[2]));
            case "body" -> packet -> flip(packet, body(packet) + Integer.parseInt(words[2]), words[3]);
            default -> throw new IllegalArgumentException("No sabotage: " + String.join(" ", words));
        };
    }

    /** Holds the first packet of the type back until another one comes. */
    private final class Late implements UnaryOperator<byte[]> {

        private byte[] held;
        private boolean done;

        @Override
        public byte[] apply(byte[] packet) {
            if (held != null) {
                byte[] both = join(packet, held);
                held = null;
                return both;
            }
            if (!done && (packet[0] & 0xf0) == type) {
                done = true;
                held = packet;
                return NONE;
            }
            return packet;
        }
    }

    private static byte[] flip(byte[] packet, int index, String bits) {
        if (index < packet.length) {
            packet[index] ^= (byte) HexFormat.fromHexDigits(bits);
        }
        return packet;
    }

    private static int body(byte[] packet) {
        int at = 1;
        while (packet[at] < 0) {
            at++;
        }
        return at + 1;
    }

    static byte[] join(byte[] first, byte[] then) {
        byte[] both = Arrays.copyOf(first, first.length + then.length);
        System.arraycopy(then, 0, both, first.length, then.length);
        return both;
    }
}
