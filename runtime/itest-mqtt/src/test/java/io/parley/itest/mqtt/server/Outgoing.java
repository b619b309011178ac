package io.parley.itest.mqtt.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** Bytes on their way to a client; where there is sabotage, cut into packets for it. For a connection's lane. */
final class Outgoing {

    private final UnaryOperator<byte[]> packets;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Outgoing(Sabotage sabotage) {
        packets = sabotage.packets();
    }

    void add(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        waiting.writeBytes(copy);
    }

    /** What is there: whole packets, since handlers flush none halfway. */
    byte[] take() {
        byte[] all = waiting.toByteArray();
        waiting.reset();
        if (packets == null) {
            return all;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < all.length; ) {
            int header = 1;
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = all[at + header++];
                length |= (part & 0x7f) << shift;
                if (part >= 0) {
                    break;
                }
            }
            byte[] packet = new byte[header + length];
            System.arraycopy(all, at, packet, 0, packet.length);
            out.writeBytes(packets.apply(packet));
            at += packet.length;
        }
        return out.toByteArray();
    }
}
