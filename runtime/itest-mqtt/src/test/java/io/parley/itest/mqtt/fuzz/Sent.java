package io.parley.itest.mqtt.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** What the server sends to one client: whole packets, of the kinds that a server sends. For one thread. */
final class Sent {

    /** CONNACK, PUBLISH, the four acknowledgements, SUBACK, UNSUBACK, PINGRESP, DISCONNECT and AUTH, as bits. */
    private static final int SERVERS = 0b1110_1010_1111_1100;

    private static final int LENGTH_BYTES = 4;
    private static final int CONNACK = 2;
    private static final int PINGRESP = 0xd0;
    private static final int DISCONNECT = 0xe0;

    private final ByteArrayOutputStream unflushed = new ByteArrayOutputStream();
    private boolean connected;
    private int last;
    private int reason;
    private int pongs;

    void add(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        unflushed.writeBytes(copy);
    }

    void flush() {
        ByteBuffer all = ByteBuffer.wrap(unflushed.toByteArray());
        unflushed.reset();
        while (all.hasRemaining()) {
            packet(all);
        }
    }

    private void packet(ByteBuffer in) {
        int first = in.get() & 0xff;
        int length = length(in);
        if ((SERVERS >> (first >> 4) & 1) == 0 || length > in.remaining()) {
            throw new AssertionError("The server sent a packet that begins with 0x%02x, and %d of its %d bytes"
                    .formatted(first, in.remaining(), length));
        }
        last = first;
        pongs += first == PINGRESP ? 1 : 0;
        reason = length == 0 ? 0 : in.get(in.position() + Math.min(length - 1, first >> 4 == CONNACK ? 1 : 0)) & 0xff;
        connected |= first >> 4 == CONNACK && reason == 0;
        in.position(in.position() + length);
    }

    private static int length(ByteBuffer in) {
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES && in.hasRemaining(); i++) {
            byte part = in.get();
            length |= (part & 0x7f) << 7 * i;
            if (part >= 0) {
                return length;
            }
        }
        throw new AssertionError("The server sent half a remaining length");
    }

    /** Whether a CONNACK has let the client in. */
    boolean connected() {
        return connected;
    }

    /** Whether the last packet tells why the connection ends. */
    boolean endsWithReason() {
        return last == DISCONNECT && reason != 0 || last >> 4 == CONNACK && reason != 0;
    }

    /** How many PINGREQ were answered. */
    int pongs() {
        return pongs;
    }
}
