package io.parley.itest.crash;

import io.parley.bench.mqtt.Packets;
import io.parley.bench.mqtt.Stamp;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Publishes numbered messages at a fixed rate and remembers each until the server has answered it; after a reconnect it
 * sends again what was not, in the old order, as MQTT 3.1.1 section 4.4 wants it.
 */
final class Sender extends FleetClient {

    private static final int PAYLOAD_BYTES = 256;
    private static final int PACKET_BYTES = 300;
    private static final int MAX_PENDING = 500;

    /** After an outage the rate is kept, not made up for. */
    private static final int MAX_BURST = 100;

    private final int number;
    private final int qos;
    private final String topic;
    private final long intervalNanos;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final BitSet resent = new BitSet();
    private long nextDue = System.nanoTime();
    private int sent;
    private boolean stopped;

    /** A message whose handshake has not ended. */
    private static final class Pending {
        final int sequence;
        boolean received;

        Pending(int sequence) {
            this.sequence = sequence;
        }

        int packetId() {
            return sequence % 65_535 + 1;
        }
    }

    Sender(String fleet, int number, int qos, String topic, int perSecond, InetSocketAddress address, Faults faults) {
        super(fleet + " sender " + number, address, faults);
        this.number = number;
        this.qos = qos;
        this.topic = topic;
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    void stop() {
        stopped = true;
    }

    int sent() {
        return sent;
    }

    int resent() {
        return resent.cardinality();
    }

    boolean wasResent(int sequence) {
        return resent.get(sequence);
    }

    /** Whether the server has answered everything. */
    boolean settled() {
        return stopped && pending.isEmpty();
    }

    @Override
    void begin(boolean present) {
        for (Pending message : pending) {
            if (message.received) {
                Packets.ack(socket().out(), Packets.PUBREL, message.packetId());
            } else {
                resent.set(message.sequence);
                put(message, Packets.DUP);
            }
        }
        ready();
    }

    @Override
    void send(long now) {
        nextDue = Math.max(nextDue, now - MAX_BURST * intervalNanos);
        while (!stopped
                && nextDue <= now
                && pending.size() < MAX_PENDING
                && socket().out().remaining() > PACKET_BYTES) {
            nextDue += intervalNanos;
            Pending message = new Pending(sent++);
            pending.add(message);
            put(message, 0);
        }
    }

    private void put(Pending message, int dup) {
        ByteBuffer out = socket().out();
        int begin = out.position();
        int at = Packets.publish(out, topic, qos, PAYLOAD_BYTES);
        out.put(begin, (byte) (out.get(begin) | dup));
        out.putShort(at, (short) message.packetId());
        Stamp.write(out, at + 2, PAYLOAD_BYTES, number, message.sequence, 0);
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        int id = in.getShort(at) & 0xffff;
        switch (first >>> 4) {
            case Packets.PUBACK -> end("PUBACK", id, false);
            case Packets.PUBREC -> pubrec(id);
            case Packets.PUBCOMP -> end("PUBCOMP", id, true);
            default -> faults().add("%s got a packet of type %d", clientId(), first >>> 4);
        }
    }

    private void pubrec(int id) {
        for (Pending message : pending) {
            if (!message.received) {
                if (message.packetId() != id) {
                    faults().add("%s got PUBREC %d, due is %d", clientId(), id, message.packetId());
                }
                message.received = true;
                Packets.ack(socket().out(), Packets.PUBREL, id);
                return;
            }
        }
        faults().add("%s got PUBREC %d, none is due", clientId(), id);
    }

    private void end(String what, int id, boolean afterRelease) {
        Pending message = pending.peek();
        if (message == null || message.packetId() != id || message.received != afterRelease) {
            faults().add(
                            "%s got %s %d, due is %s",
                            clientId(), what, id, message == null ? "none" : message.packetId());
            return;
        }
        pending.remove();
    }
}
