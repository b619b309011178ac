package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Payload;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.PacketIds.Step;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.PacketWriter.Sent;
import io.parley.protocol.mqtt.internal.codec.Rule;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.LongConsumer;

/** What a session sends its client, and how the client acknowledges it. Knows nothing of versions. For the connection's lane. */
final class Deliveries implements Downstream {

    private final PacketWriter writer;
    private final PacketIds ids;
    private final Surroundings surroundings;
    private final Lifeline lifeline;
    private final int mostStreamed;
    private GatewaySession session;
    private long batches;

    /** Queue deliveries for which there is no packet id, in order; bounded by the queues' credit. Mostly null. */
    private Queue<Outbound.Deliver> heldBack;

    /** @param mostStreamed the most bytes of a streamed payload that a client gets */
    Deliveries(PacketWriter writer, PacketIds ids, Surroundings surroundings, Lifeline lifeline, int mostStreamed) {
        this.writer = writer;
        this.ids = ids;
        this.surroundings = surroundings;
        this.lifeline = lifeline;
        this.mostStreamed = mostStreamed;
    }

    void begin(GatewaySession with) {
        session = with;
    }

    PacketIds ids() {
        return ids;
    }

    /** How many batches there were. */
    long batches() {
        return batches;
    }

    void puback(int packetId) throws MalformedPacketException {
        switch (ids.step(packetId)) {
            case NONE -> {}
            case PUBACK -> finish(packetId);
            default -> outOfOrder(PacketType.PUBACK, packetId, "MQTT-4.3.3-1");
        }
    }

    /** @param failed whether the client does not take the message: then it is done with it ([MQTT-4.4.0-2] of MQTT 5) */
    void pubrec(int packetId, boolean failed) throws MalformedPacketException {
        Step step = ids.step(packetId);
        switch (step) {
            case PUBREC -> {
                if (failed) {
                    finish(packetId);
                } else {
                    ids.set(packetId, Step.RELEASE);
                    session.received(ids.sequence(packetId));
                }
            }
            case RELEASE -> {}
            case PUBCOMP -> writer.acknowledge(PacketType.PUBREL, packetId);
            case NONE -> {
                if (!failed) {
                    writer.unknown(PacketType.PUBREL, packetId);
                }
            }
            case PUBACK -> outOfOrder(PacketType.PUBREC, packetId, "MQTT-4.3.2-1");
        }
    }

    /** The delivery with QoS 1 that the client still has to acknowledge under that id; empty where there is none. */
    OptionalLong unacknowledged(int packetId) {
        return ids.step(packetId) == Step.PUBACK ? OptionalLong.of(ids.sequence(packetId)) : OptionalLong.empty();
    }

    void pubcomp(int packetId) throws MalformedPacketException {
        switch (ids.step(packetId)) {
            case NONE -> {}
            case PUBCOMP -> finish(packetId);
            default -> outOfOrder(PacketType.PUBCOMP, packetId, "MQTT-4.3.3-1");
        }
    }

    private void finish(int packetId) {
        end(packetId, session::acknowledge);
    }

    private void end(int packetId, LongConsumer how) {
        long sequence = ids.sequence(packetId);
        ids.set(packetId, Step.NONE);
        how.accept(sequence);
        if (holdsBack() && !ids.queueFull()) {
            sendHeldBack();
        }
    }

    private void outOfOrder(PacketType type, int packetId, String rule) throws MalformedPacketException {
        if (Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(
                    type, "the delivery with packet id " + packetId + " waits for " + ids.step(packetId), rule);
        }
    }

    @Override
    public void deliver(List<Outbound> batch) {
        if (!lifeline.alive()) {
            if (batch.stream().anyMatch(Deliveries::guaranteed)) {
                lifeline.late();
            }
            return;
        }
        batches++;
        try {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.get(i) instanceof Outbound.Deliver message) {
                    deliver(message);
                } else {
                    int packetId = ids.put(batch.get(i).sequence(), Step.PUBCOMP);
                    writer.acknowledge(PacketType.PUBREL, packetId);
                }
            }
        } catch (RuntimeException mistake) {
            lifeline.fault(mistake);
        }
    }

    private static boolean guaranteed(Outbound outbound) {
        return !(outbound instanceof Outbound.Deliver message) || message.guarantee() != Guarantee.AT_MOST_ONCE;
    }

    private void deliver(Outbound.Deliver message) {
        Guarantee guarantee = message.guarantee();
        if (guarantee == Guarantee.AT_MOST_ONCE) {
            if (!expired(message)) {
                sent(message, publish(message, 0));
            }
            return;
        }
        if (message.sequence() < 0 && (ids.queueFull() || holdsBack())) {
            holdBack(message);
            return;
        }
        int packetId = ids.put(message.sequence(), guarantee == Guarantee.AT_LEAST_ONCE ? Step.PUBACK : Step.PUBREC);
        if (expired(message)) {
            finish(packetId);
        } else if (!sent(message, publish(message, packetId))) {
            end(packetId, session::reject);
        }
    }

    /** Not of a message that may have been sent before ([MQTT-4.3.3-7] of MQTT 5). */
    private boolean expired(Outbound.Deliver deliver) {
        long expires = deliver.message().expiresAtMillis();
        if (expires == 0
                || deliver.redelivered()
                || expires > surroundings.millis().getAsLong()) {
            return false;
        }
        surroundings.counters().expired.increment();
        return true;
    }

    /** A streamed payload has to be in memory to be sent, so no more of it is taken than of what clients send themselves. */
    private Sent publish(Outbound.Deliver deliver, int packetId) {
        Payload payload = deliver.message().payload();
        if (!payload.streamed()) {
            return writer.publish(deliver, packetId);
        }
        if (payload.size() > mostStreamed) {
            return Sent.TOO_LARGE;
        }
        Payload whole;
        try {
            whole = Payload.wrap(payload.buffers().toArray(ByteBuffer[]::new));
        } catch (UncheckedIOException e) {
            return Sent.INEXPRESSIBLE;
        }
        Outbound.Deliver inMemory = new Outbound.Deliver(
                deliver.message().with().payload(whole).build(),
                deliver.sequence(),
                deliver.guarantee(),
                deliver.retained(),
                deliver.redelivered(),
                deliver.subscriptions());
        return writer.publish(inMemory, packetId);
    }

    /** Notes what was not sent. */
    private boolean sent(Outbound.Deliver deliver, Sent what) {
        if (what == Sent.SENT) {
            return true;
        }
        if (what == Sent.TOO_LARGE) {
            surroundings.counters().tooLarge.increment();
        } else {
            surroundings.counters().inexpressible.increment();
        }
        if (deliver.guarantee() != Guarantee.AT_MOST_ONCE) {
            String why = what == Sent.TOO_LARGE
                    ? "is larger than the client takes and is skipped: "
                    : "cannot be sent by MQTT and is skipped: ";
            surroundings.log().info(LoggedClient.of(session.id()), why + deliver.message());
        }
        return false;
    }

    private void holdBack(Outbound.Deliver message) {
        if (heldBack == null) {
            heldBack = new ArrayDeque<>();
        }
        heldBack.add(message);
    }

    boolean holdsBack() {
        return heldBack != null;
    }

    /** A packet id is free. */
    private void sendHeldBack() {
        Queue<Outbound.Deliver> waiting = heldBack;
        heldBack = null;
        while (!waiting.isEmpty() && !ids.queueFull()) {
            deliver(waiting.remove());
        }
        heldBack = waiting.isEmpty() ? null : waiting;
    }

    @Override
    public void ended(Holder.End end) {
        lifeline.sessionEnded(end);
    }
}
