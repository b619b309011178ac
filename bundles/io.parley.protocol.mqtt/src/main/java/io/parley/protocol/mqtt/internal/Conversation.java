package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.PacketIds.Step;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketSink;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.Printable;
import io.parley.protocol.mqtt.internal.codec.Subscribe;
import io.parley.protocol.mqtt.internal.codec.Unsubscribe;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Outbound;
import io.parley.spi.protocol.Publication;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What a connected client and its session say to each other: packets become calls of the session, and its deliveries
 * become packets. Knows nothing of versions. For the connection's lane.
 */
final class Conversation implements PacketSink, Downstream {

    private final PacketWriter writer;
    private final PacketIds ids;
    private final Answers answers;
    private final ReadGate gate;
    private final Settings settings;
    private final Surroundings surroundings;
    private final Lifeline lifeline;
    private GatewaySession session;

    /** Queue deliveries for which there is no packet id, in order; bounded by the queues' credit. Mostly null. */
    private Queue<Outbound.Deliver> heldBack;

    Conversation(
            Connection connection,
            PacketWriter writer,
            PacketIds ids,
            ReadGate gate,
            Settings settings,
            Surroundings surroundings,
            Lifeline lifeline) {
        this.writer = writer;
        this.ids = ids;
        this.gate = gate;
        this.settings = settings;
        this.surroundings = surroundings;
        this.lifeline = lifeline;
        answers = new Answers(connection, this::send);
    }

    void begin(GatewaySession with) {
        session = with;
    }

    GatewaySession session() {
        return session;
    }

    PacketIds ids() {
        return ids;
    }

    boolean answered() {
        return answers.size() == 0;
    }

    /** Sends no answer any more. */
    void end() {
        answers.clear();
    }

    @Override
    public void publish(Publication publication, int packetId) {
        Answer.Kind kind = switch (publication.guarantee()) {
            case AT_MOST_ONCE -> Answer.Kind.NONE;
            case AT_LEAST_ONCE -> Answer.Kind.PUBACK;
            case EXACTLY_ONCE -> Answer.Kind.PUBREC;
        };
        CompletableFuture<Receipt> stage = session.publish(publication).toCompletableFuture();
        boolean succeeded = stage.isDone() && !stage.isCompletedExceptionally();
        if (succeeded && kind == Answer.Kind.NONE) {
            return;
        }
        if (succeeded && answered()) {
            writer.acknowledge(kind == Answer.Kind.PUBACK ? PacketType.PUBACK : PacketType.PUBREC, packetId);
            return;
        }
        await(kind, packetId, null, (int) publication.message().payload().size(), stage);
    }

    @Override
    public void pubrel(int packetId) {
        CompletableFuture<Void> stage = session.release(packetId).toCompletableFuture();
        if (answered() && stage.isDone() && !stage.isCompletedExceptionally()) {
            writer.acknowledge(PacketType.PUBCOMP, packetId);
        } else {
            await(Answer.Kind.PUBCOMP, packetId, null, 0, stage);
        }
    }

    @Override
    public void subscribe(Subscribe packet) {
        SubscribeAnswer note = new SubscribeAnswer(packet.wishes());
        await(
                Answer.Kind.SUBACK,
                packet.packetId(),
                note,
                0,
                note.requests().isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : session.subscribe(note.requests()).toCompletableFuture());
    }

    @Override
    public void unsubscribe(Unsubscribe packet) {
        UnsubscribeAnswer note = new UnsubscribeAnswer(packet.addresses());
        await(
                Answer.Kind.UNSUBACK,
                packet.packetId(),
                note,
                0,
                note.known().isEmpty()
                        ? CompletableFuture.completedFuture(List.of())
                        : session.unsubscribe(note.known()).toCompletableFuture());
    }

    private void await(Answer.Kind kind, int packetId, Object note, int bytes, CompletableFuture<?> stage) {
        answers.add(kind, packetId, note, bytes, stage);
        if (answers.size() >= settings.receiveMaximum() || answers.bytes() >= settings.receiveBytes()) {
            gate.close(ReadGate.Reason.ANSWERS);
        }
    }

    private boolean send(Answer answer) {
        try {
            return lifeline.alive() && sendAlive(answer);
        } catch (RuntimeException mistake) {
            lifeline.fault(mistake);
            return false;
        }
    }

    private boolean sendAlive(Answer answer) {
        RefusedException refusal = answer.refusal();
        if (refusal != null && !refuse(answer, refusal)) {
            return false;
        }
        if (refusal == null) {
            confirm(answer);
        }
        if (answers.size() * 2 <= settings.receiveMaximum() && answers.bytes() * 2 <= settings.receiveBytes()) {
            gate.open(ReadGate.Reason.ANSWERS);
        }
        if (answered()) {
            lifeline.answered();
        }
        return true;
    }

    private void confirm(Answer answer) {
        int id = answer.packetId;
        switch (answer.kind) {
            case NONE -> {}
            case PUBACK -> writer.acknowledge(PacketType.PUBACK, id);
            case PUBREC -> writer.acknowledge(PacketType.PUBREC, id);
            case PUBCOMP -> writer.acknowledge(PacketType.PUBCOMP, id);
            case SUBACK -> writer.suback(id, ((SubscribeAnswer) answer.note).all(answer.result()));
            case UNSUBACK -> writer.unsuback(id, ((UnsubscribeAnswer) answer.note).all(answer.result()));
        }
    }

    /**
     * Says no where the protocol can. What must not be acknowledged and cannot be refused ends the connection, as
     * [MQTT-3.3.5-2] allows; the client then sends it again when it is back.
     */
    private boolean refuse(Answer answer, RefusedException why) {
        boolean passing =
                why.reason() == RefusedException.Reason.LIMIT || why.reason() == RefusedException.Reason.UNAVAILABLE;
        boolean said = switch (answer.kind) {
            case NONE -> passing;
            case PUBACK -> writer.refuse(PacketType.PUBACK, answer.packetId, why);
            case PUBREC -> writer.refuse(PacketType.PUBREC, answer.packetId, why);
            case SUBACK -> {
                writer.suback(answer.packetId, ((SubscribeAnswer) answer.note).none(why));
                yield true;
            }
            case PUBCOMP, UNSUBACK -> false;
        };
        if (said && answer.kind == Answer.Kind.NONE) {
            surroundings.counters().dropped.increment();
        }
        if (!said) {
            lifeline.refused(answer, why);
        }
        return said;
    }

    @Override
    public void puback(int packetId) throws MalformedPacketException {
        switch (ids.step(packetId)) {
            case NONE -> {}
            case PUBACK -> finish(packetId);
            default -> throw outOfOrder(PacketType.PUBACK, packetId, "MQTT-4.3.3-1");
        }
    }

    @Override
    public void pubrec(int packetId) throws MalformedPacketException {
        switch (ids.step(packetId)) {
            case PUBREC -> {
                ids.set(packetId, Step.RELEASE);
                session.received(ids.sequence(packetId));
            }
            case RELEASE -> {}
            case NONE, PUBCOMP -> writer.acknowledge(PacketType.PUBREL, packetId);
            case PUBACK -> throw outOfOrder(PacketType.PUBREC, packetId, "MQTT-4.3.2-1");
        }
    }

    @Override
    public void pubcomp(int packetId) throws MalformedPacketException {
        switch (ids.step(packetId)) {
            case NONE -> {}
            case PUBCOMP -> finish(packetId);
            default -> throw outOfOrder(PacketType.PUBCOMP, packetId, "MQTT-4.3.3-1");
        }
    }

    private void finish(int packetId) {
        long sequence = ids.sequence(packetId);
        ids.set(packetId, Step.NONE);
        session.acknowledge(sequence);
        if (holdsBack() && !ids.queueFull()) {
            sendHeldBack();
        }
    }

    private MalformedPacketException outOfOrder(PacketType type, int packetId, String rule) {
        return new MalformedPacketException(
                type, "the delivery with packet id " + packetId + " waits for " + ids.step(packetId), rule);
    }

    @Override
    public void pingreq() {
        writer.pingresp();
    }

    @Override
    public void disconnect() {
        lifeline.farewell();
    }

    @Override
    public void deliver(List<Outbound> batch) {
        if (!lifeline.alive()) {
            if (batch.stream().anyMatch(Conversation::guaranteed)) {
                lifeline.late();
            }
            return;
        }
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
            if (!writer.publish(message, 0)) {
                surroundings.counters().inexpressible.increment();
            }
            return;
        }
        if (message.sequence() < 0 && (ids.queueFull() || holdsBack())) {
            holdBack(message);
            return;
        }
        int packetId = ids.put(message.sequence(), guarantee == Guarantee.AT_LEAST_ONCE ? Step.PUBACK : Step.PUBREC);
        if (!writer.publish(message, packetId)) {
            surroundings.counters().inexpressible.increment();
            surroundings
                    .log()
                    .info(Printable.of(session.id()), "cannot be sent by MQTT and is skipped: " + message.message());
            finish(packetId);
        }
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
