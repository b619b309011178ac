package io.parley.bench.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Sends numbered messages to one topic as long as its window is open. A packet is encoded once; for each message it is
 * copied, and id, sequence and time are written over it.
 */
final class Publisher extends LoadClient {

    private static final int PACKET_IDS = 65_535;

    private final int number;
    private final LoadPlan plan;
    private final Subscriber subscriber;
    private final ByteBuffer packet;
    private final int packetBytes;
    private final int idAt;
    private final int payloadAt;
    private final int refill;
    private long sent;
    private long acknowledged;
    private long completed;
    private long disorderly;

    Publisher(int number, String clientId, String topic, LoadPlan plan, Subscriber subscriber) {
        super(clientId);
        this.number = number;
        this.plan = plan;
        this.subscriber = subscriber;
        ByteBuffer buffer = ByteBuffer.allocateDirect(plan.payloadBytes() + topic.length() + 16);
        idAt = Packets.publish(buffer, topic, plan.qos(), plan.payloadBytes());
        packetBytes = buffer.position();
        payloadAt = packetBytes - plan.payloadBytes();
        byte[] filler = new byte[plan.payloadBytes()];
        new Random(number).nextBytes(filler);
        buffer.put(payloadAt, filler);
        packet = buffer;
        refill = Math.max(1, plan.window() / 8);
    }

    /** Fills the window, at full speed: in few large writes, since a broker under full load would not wait either. */
    void send(long now) throws IOException {
        long room = window();
        if (room >= refill) {
            for (int left = (int) Math.min(room, fits()); left > 0; left--) {
                put(now);
            }
            socket().flush();
        }
    }

    /** Sends what has become due since the beginning, as far as the window allows. */
    void sendDue(long begin, double interval, long now) throws IOException {
        long due = (long) ((now - begin) / interval) + 1;
        long left = Math.min(Math.min(due - sent, window()), fits());
        for (; left > 0; left--) {
            put(begin + (long) (sent * interval));
        }
        socket().flush();
    }

    long sent() {
        return sent;
    }

    boolean settled() {
        return subscriber.next() >= sent && (plan.qos() == 0 || completed == sent);
    }

    /** Missing acknowledgements, and those out of order. */
    long unacknowledged() {
        return disorderly + (plan.qos() == 0 ? 0 : sent - completed);
    }

    private long window() {
        long open = sent - subscriber.next();
        return plan.window() - (plan.qos() == 0 ? open : Math.max(open, sent - completed));
    }

    private int fits() {
        return socket().out().remaining() / packetBytes;
    }

    private void put(long nanos) {
        ByteBuffer out = socket().out();
        int at = out.position();
        out.put(at, packet, 0, packetBytes);
        if (plan.qos() > 0) {
            out.putShort(at + idAt, (short) packetId(sent));
        }
        Stamp.write(out, at + payloadAt, plan.payloadBytes(), number, sent, nanos);
        out.position(at + packetBytes);
        sent++;
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        int id = in.getShort(at) & 0xffff;
        switch (first >>> 4) {
            case Packets.PUBACK, Packets.PUBCOMP -> {
                disorderly += id == packetId(completed) ? 0 : 1;
                completed++;
            }
            case Packets.PUBREC -> {
                disorderly += id == packetId(acknowledged) ? 0 : 1;
                acknowledged++;
                Packets.ack(socket().out(), Packets.PUBREL, id);
            }
            default -> throw new IllegalStateException("A publisher got a packet of type " + (first >>> 4));
        }
    }

    private static int packetId(long sequence) {
        return (int) (sequence % PACKET_IDS) + 1;
    }
}
