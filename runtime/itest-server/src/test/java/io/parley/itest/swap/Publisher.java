package io.parley.itest.swap;

import io.parley.bench.mqtt.Packets;
import io.parley.bench.mqtt.Stamp;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Publishes numbered messages with QoS 1 at a steady rate; the answers have to come in the same order. */
final class Publisher extends Peer {

    private static final int PAYLOAD_BYTES = 256;
    private static final int PACKET_BYTES = 400;
    private static final int WINDOW = 500;

    /** After a pause the rate is kept, not made up for. */
    private static final int MAX_BURST = 100;

    private final int number;
    private final String topic;
    private final long intervalNanos;
    private long nextDue = System.nanoTime();
    private volatile boolean running;
    private volatile int sent;
    private volatile int answered;

    Publisher(int number, String topic, int perSecond, String clientId, List<String> faults) {
        super(clientId, faults);
        this.number = number;
        this.topic = topic;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    int sent() {
        return sent;
    }

    int answered() {
        return answered;
    }

    /** Sends from now on, or no more. */
    void run(boolean value) {
        running = value;
    }

    @Override
    void begin() {
        ready();
    }

    @Override
    void send(long now) {
        nextDue = Math.max(nextDue, now - MAX_BURST * intervalNanos);
        while (running && nextDue <= now && sent - answered < WINDOW && out().remaining() > PACKET_BYTES) {
            nextDue += intervalNanos;
            int at = Packets.publish(out(), topic, 1, PAYLOAD_BYTES);
            out().putShort(at, (short) packetId(sent));
            Stamp.write(out(), at + 2, PAYLOAD_BYTES, number, sent, 0);
            sent++;
        }
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        int id = in.getShort(at) & 0xffff;
        if (first >>> 4 != Packets.PUBACK || id != packetId(answered)) {
            fault("got packet type %d with id %d, due is PUBACK %d".formatted(first >>> 4, id, packetId(answered)));
        }
        answered++;
    }

    private static int packetId(int sequence) {
        return sequence % 65_535 + 1;
    }
}
