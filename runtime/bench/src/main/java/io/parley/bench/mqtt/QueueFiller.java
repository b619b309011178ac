package io.parley.bench.mqtt;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/** Puts messages into a place where nobody takes them away, each acknowledged by the broker. */
public final class QueueFiller extends LoadClient {

    private static final int WINDOW = 4_000;
    private static final int PACKET_IDS = 65_535;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final ByteBuffer packet;
    private final int idAt;
    private long acknowledged;

    private QueueFiller(String topic, int payloadBytes) {
        super("bench-filler", MqttVersion.V3_1_1, 0);
        packet = ByteBuffer.allocateDirect(payloadBytes + topic.length() + 16);
        idAt = Packets.publish(packet, topic, 1, payloadBytes);
        packet.flip();
    }

    /**
     * Publishes with QoS 1 and returns when all are acknowledged.
     *
     * @throws IOException when the broker refuses, closes, or acknowledges nothing for a minute
     */
    public static void fill(InetSocketAddress address, String topic, int payloadBytes, int messages)
            throws IOException {
        try (Selector selector = Selector.open();
                QueueFiller filler = new QueueFiller(topic, payloadBytes)) {
            filler.connect(address, selector, true);
            filler.run(selector, messages);
            filler.disconnect();
        }
    }

    private void run(Selector selector, int messages) throws IOException {
        long sent = 0;
        long last = -1;
        long lastAt = System.nanoTime();
        while (acknowledged < messages) {
            while (connected()
                    && sent < messages
                    && sent - acknowledged < WINDOW
                    && socket().out().remaining() >= packet.limit()) {
                packet.putShort(idAt, (short) (sent++ % PACKET_IDS + 1));
                socket().out().put(packet.duplicate());
            }
            socket().flush();
            selector.select(1);
            for (SelectionKey key : selector.selectedKeys()) {
                ((MqttSocket) key.attachment()).ready();
            }
            selector.selectedKeys().clear();
            if (acknowledged > last) {
                last = acknowledged;
                lastAt = System.nanoTime();
            } else if (System.nanoTime() - lastAt > STUCK_NANOS) {
                throw new IOException("The broker acknowledged only " + acknowledged + " of " + messages);
            }
        }
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        acknowledged++;
    }
}
