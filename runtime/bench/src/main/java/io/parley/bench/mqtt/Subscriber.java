package io.parley.bench.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Receives messages, acknowledges them, checks order and content, and takes their latency. */
final class Subscriber extends LoadClient {

    private final LoadPlan plan;
    private final int qos;
    private final boolean properties;
    private final Poller poller;
    private final Histogram latencies;
    private final Arrivals[] arrivals;
    private boolean subscribed;
    private long corrupt;

    Subscriber(String clientId, LoadPlan plan, Poller poller, Histogram latencies) {
        super(clientId, plan);
        this.plan = plan;
        this.poller = poller;
        this.latencies = latencies;
        qos = plan.load().qos();
        properties = plan.load().version().properties();
        arrivals = new Arrivals[plan.load().topology().publishers()];
    }

    /** Makes it expect the messages of that publisher. */
    Arrivals expect(int publisher) {
        arrivals[publisher] = new Arrivals();
        return arrivals[publisher];
    }

    void subscribe(String filter) throws IOException {
        Packets.subscribe(socket().out(), plan.load().version(), 1, List.of(filter), qos);
        socket().flush();
    }

    boolean subscribed() {
        return subscribed;
    }

    /** Messages received for the first time. */
    long received() {
        return Stream.of(arrivals)
                .filter(Objects::nonNull)
                .mapToLong(Arrivals::received)
                .sum();
    }

    /** Messages with a content that nobody sent it. */
    long corrupt() {
        return corrupt;
    }

    @Override
    void received(int first, ByteBuffer in, int at, int length) {
        switch (first >>> 4) {
            case Packets.PUBLISH -> publish(first, in, at, length);
            case Packets.PUBREL -> Packets.ack(socket().out(), Packets.PUBCOMP, in.getShort(at) & 0xffff);
            case Packets.SUBACK -> {
                int granted = in.get(at + length - 1) & 0xff;
                if (granted != qos) {
                    throw new IllegalStateException("Asked for QoS " + qos + ", granted " + granted);
                }
                subscribed = true;
            }
            default -> throw unexpected(first, in, at, length);
        }
    }

    private void publish(int first, ByteBuffer in, int at, int length) {
        int level = first >>> 1 & 3;
        int payloadAt = at + 2 + (in.getShort(at) & 0xffff);
        if (level > 0) {
            int type = level == 1 ? Packets.PUBACK : Packets.PUBREC;
            Packets.ack(socket().out(), type, in.getShort(payloadAt) & 0xffff);
            payloadAt += 2;
        }
        if (properties) {
            payloadAt = Packets.skipProperties(in, payloadAt);
        }
        int bytes = at + length - payloadAt;
        if (level != qos || bytes != plan.payloadBytes() || !Stamp.intact(in, payloadAt, bytes)) {
            corrupt++;
            return;
        }
        int publisher = Stamp.publisher(in, payloadAt);
        Arrivals from = publisher >= 0 && publisher < arrivals.length ? arrivals[publisher] : null;
        if (from == null) {
            corrupt++;
        } else if (from.inOrder(Stamp.sequence(in, payloadAt), qos < 2 && (first & Packets.DUP) != 0)) {
            latencies.recordValue(Math.max(0, poller.now() - Stamp.nanos(in, payloadAt)));
        }
    }
}
