package io.parley.bench.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Receives one publisher's messages, acknowledges them, checks their order and takes their latency. */
final class Subscriber extends LoadClient {

    private final int number;
    private final LoadPlan plan;
    private final Histogram latencies;
    private boolean subscribed;
    private long next;
    private long received;
    private long duplicates;
    private long reordered;
    private long corrupt;
    private long now;

    Subscriber(int number, String clientId, LoadPlan plan, Histogram latencies) {
        super(clientId);
        this.number = number;
        this.plan = plan;
        this.latencies = latencies;
    }

    void subscribe(String topic) throws IOException {
        Packets.subscribe(socket().out(), 1, List.of(topic), plan.qos());
        socket().flush();
    }

    boolean subscribed() {
        return subscribed;
    }

    /** The time taken as that of receiving; set before the socket is read, since it is the same for a whole read. */
    void now(long nanos) {
        now = nanos;
    }

    /** The sequence behind the highest received. */
    long next() {
        return next;
    }

    /** Messages received for the first time. */
    long received() {
        return received;
    }

    LoadResult.Faults faults(Publisher publisher) {
        return new LoadResult.Faults(
                publisher.sent() - received, duplicates, reordered, corrupt, publisher.unacknowledged());
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.PUBLISH -> publish(first, in, at, length);
            case Packets.PUBREL -> Packets.ack(socket().out(), Packets.PUBCOMP, in.getShort(at) & 0xffff);
            case Packets.SUBACK -> {
                if ((in.get(at + 2) & 0xff) != plan.qos()) {
                    throw new IllegalStateException("Asked for QoS " + plan.qos() + ", granted " + in.get(at + 2));
                }
                subscribed = true;
            }
            default -> throw new IllegalStateException("A subscriber got a packet of type " + (first >>> 4));
        }
    }

    private void publish(int first, ByteBuffer in, int at, int length) {
        int qos = first >>> 1 & 3;
        int payloadAt = at + 2 + (in.getShort(at) & 0xffff);
        if (qos > 0) {
            int type = qos == 1 ? Packets.PUBACK : Packets.PUBREC;
            Packets.ack(socket().out(), type, in.getShort(payloadAt) & 0xffff);
            payloadAt += 2;
        }
        int bytes = at + length - payloadAt;
        if (qos != plan.qos()
                || bytes != plan.payloadBytes()
                || !Stamp.intact(in, payloadAt, bytes)
                || Stamp.publisher(in, payloadAt) != number) {
            corrupt++;
            return;
        }
        long sequence = Stamp.sequence(in, payloadAt);
        if (sequence == next) {
            next++;
            received++;
            latencies.recordValue(Math.max(0, now - Stamp.nanos(in, payloadAt)));
        } else {
            irregular(sequence, (first & Packets.DUP) != 0);
        }
    }

    /**
     * A gap stays as loss unless it is filled later. While something is missing, what comes from below counts as late,
     * otherwise as received twice: to tell for certain would take a memory of every number.
     */
    private void irregular(long sequence, boolean flagged) {
        if (sequence > next) {
            next = sequence + 1;
            received++;
        } else if (received < next) {
            received++;
            reordered++;
        } else if (!flagged || plan.qos() == 2) {
            duplicates++;
        }
    }
}
