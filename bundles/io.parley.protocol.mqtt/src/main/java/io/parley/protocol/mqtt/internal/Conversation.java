package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.Auth;
import io.parley.protocol.mqtt.internal.codec.Farewell;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketSink;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.protocol.mqtt.internal.codec.Subscribe;
import io.parley.protocol.mqtt.internal.codec.TransactionPart;
import io.parley.protocol.mqtt.internal.codec.Unsubscribe;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.spi.protocol.SubscriptionTarget;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What a connected client asks its session for: packets become calls, and their results answers, in order. Knows nothing of
 * versions. For the connection's lane.
 */
final class Conversation implements PacketSink {

    /** Of a packet that was refused before its session was asked. */
    private static final CompletableFuture<Object> NOT_DONE = CompletableFuture.failedFuture(
            new RefusedException(RefusedException.Reason.INVALID, "refused by the protocol"));

    /** Of a message exactly once that has come before. */
    private static final CompletableFuture<Receipt> AGAIN =
            CompletableFuture.completedFuture(new Receipt(new UUID(0, 0), Receipt.Outcome.DUPLICATE));

    private final PacketWriter writer;
    private final Deliveries deliveries;
    private final Replies replies;
    private final Answers answers;
    private final Connection connection;
    private final ReadGate gate;
    private final Settings settings;
    private final Lifeline lifeline;

    /** Null where the client was not told how much it may have under way. */
    private final ReceiveWindow window;

    /** Null where the client may publish as fast as it can. */
    private final RateLimit rate;

    /** Null where the client may subscribe to as much as its session may. */
    private final SubscriptionLimit limit;

    private GatewaySession session;

    /** Null until there is one. */
    private TransactionParts transactions;

    private long requests;

    /** @param window null where the client was not told how much it may have under way */
    Conversation(Peer.Setting setting, PacketWriter writer, Deliveries deliveries, ReceiveWindow window) {
        this.writer = writer;
        this.deliveries = deliveries;
        this.window = window;
        gate = setting.gate();
        settings = setting.settings();
        lifeline = setting.lifeline();
        Surroundings surroundings = setting.surroundings();
        replies = new Replies(writer, window, surroundings.counters(), lifeline);
        connection = setting.connection();
        answers = new Answers(connection, this::send);
        limit = settings.subscriptions() == 0 ? null : new SubscriptionLimit(settings.subscriptions());
        rate = settings.rate().isLimited()
                ? new RateLimit(connection, gate, surroundings.nanos(), settings.rate())
                : null;
    }

    void begin(GatewaySession with) {
        session = with;
    }

    ReceiveWindow window() {
        return window;
    }

    boolean answered() {
        return answers.size() == 0;
    }

    /** How many packets have come that want something. */
    long requests() {
        return requests;
    }

    /** Sends no answer any more. */
    void end() {
        answers.clear();
        if (rate != null) {
            rate.stop();
        }
    }

    @Override
    public void publish(Publication publication, int packetId) throws MalformedPacketException {
        int size = came(publication);
        Answer.Kind kind = kind(publication.guarantee());
        if (window != null && kind != Answer.Kind.NONE && !enter(kind, packetId)) {
            return;
        }
        CompletableFuture<Receipt> stage = session.publish(publication).toCompletableFuture();
        boolean succeeded = stage.isDone() && !stage.isCompletedExceptionally();
        if (succeeded && kind == Answer.Kind.NONE) {
            return;
        }
        if (succeeded && answered()) {
            replies.published(kind, packetId, stage.join());
            return;
        }
        await(kind, packetId, null, size, stage);
    }

    /** @return the size of its payload */
    private int came(Publication publication) {
        int size = (int) publication.message().payload().size();
        requests++;
        if (rate != null) {
            rate.spend(size);
        }
        return size;
    }

    @Override
    public void publish(TransactionPart part, Publication publication, int packetId) throws MalformedPacketException {
        int size = came(publication);
        Answer.Kind kind = kind(publication.guarantee());
        if (!enter(kind, packetId)) {
            return;
        }
        if (transactions == null) {
            transactions = new TransactionParts(session.transactions(), deliveries, connection, gate);
        }
        await(kind, packetId, part, size, transactions.take(part, publication).toCompletableFuture());
    }

    /** What is not committed by now never will be: nothing more is read. */
    void endTransactions() {
        if (transactions != null) {
            transactions.end();
        }
    }

    private static Answer.Kind kind(Guarantee guarantee) {
        return switch (guarantee) {
            case AT_MOST_ONCE -> Answer.Kind.NONE;
            case AT_LEAST_ONCE -> Answer.Kind.PUBACK;
            case EXACTLY_ONCE -> Answer.Kind.PUBREC;
        };
    }

    /** Whether the window takes the packet id; otherwise it is answered. */
    private boolean enter(Answer.Kind kind, int packetId) throws MalformedPacketException {
        if (kind == Answer.Kind.PUBREC) {
            window.beginTransfer(packetId);
            return true;
        }
        window.beginOnce();
        if (window.inTransfer(packetId)) {
            await(kind, packetId, inUse(), 0, NOT_DONE);
            return false;
        }
        return true;
    }

    private static Refusal inUse() {
        return new Refusal(
                ReasonCode.PACKET_IDENTIFIER_IN_USE,
                "the packet id is of a message exactly once that is not yet released");
    }

    @Override
    public void refuse(Guarantee guarantee, int packetId, Refusal why) throws MalformedPacketException {
        requests++;
        Answer.Kind kind = kind(guarantee);
        if (kind == Answer.Kind.PUBREC && window.inTransfer(packetId)) {
            await(kind, packetId, null, 0, AGAIN); // [MQTT-4.3.3-10]: whatever it contains
            return;
        }
        if (kind == Answer.Kind.PUBREC) {
            window.beginTransfer(packetId);
        } else if (kind == Answer.Kind.PUBACK) {
            window.beginOnce();
        }
        await(kind, packetId, why, 0, NOT_DONE);
    }

    @Override
    public void pubrel(int packetId) {
        boolean known = window == null || window.mayRelease(packetId);
        CompletableFuture<Void> stage = session.release(packetId).toCompletableFuture();
        if (answered() && stage.isDone() && !stage.isCompletedExceptionally()) {
            replies.released(packetId, known);
        } else {
            await(Answer.Kind.PUBCOMP, packetId, known, 0, stage);
        }
    }

    @Override
    public void subscribe(Subscribe packet) {
        requests++;
        int packetId = packet.packetId();
        Optional<Refusal> refusal = inTransfer(packetId) ? Optional.of(inUse()) : packet.refusal();
        if (refusal.isPresent()) {
            Object note = new FiltersRefused(packet.wishes().size(), refusal.get());
            await(Answer.Kind.SUBACK, packetId, note, 0, NOT_DONE);
            return;
        }
        SubscribeAnswer note = SubscribeAnswer.of(packet.wishes(), limit);
        List<SubscriptionRequest> requested = note.requests();
        CompletableFuture<?> stage = requested.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : session.subscribe(requested).toCompletableFuture();
        await(Answer.Kind.SUBACK, packetId, note, 0, stage);
    }

    private boolean inTransfer(int packetId) {
        return window != null && window.inTransfer(packetId);
    }

    @Override
    public void unsubscribe(Unsubscribe packet) {
        requests++;
        int packetId = packet.packetId();
        if (inTransfer(packetId)) {
            Object note = new FiltersRefused(packet.targets().size(), inUse());
            await(Answer.Kind.UNSUBACK, packetId, note, 0, NOT_DONE);
            return;
        }
        UnsubscribeAnswer note = new UnsubscribeAnswer(packet.targets());
        List<SubscriptionTarget> known = note.known();
        if (limit != null) {
            known.forEach(limit::free);
        }
        CompletableFuture<?> stage = known.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : session.unsubscribe(known).toCompletableFuture();
        await(Answer.Kind.UNSUBACK, packetId, note, 0, stage);
    }

    /** A client that knows its receive maximum may fill it; one more would be its mistake, and is read to see that. */
    private void await(Answer.Kind kind, int packetId, Object note, int bytes, CompletableFuture<?> stage) {
        answers.add(kind, packetId, note, bytes, stage);
        if (transactions != null && (window.full() || answers.bytes() >= settings.receiveBytes())) {
            transactions.full();
        }
        int most = settings.receiveMaximum() + (window == null ? 0 : 1);
        if (answers.size() >= most || answers.bytes() >= settings.receiveBytes()) {
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
        if (refusal != null && !replies.refuse(answer, refusal)) {
            return false;
        }
        if (refusal == null) {
            replies.confirm(answer);
        }
        if (answers.size() * 2 <= settings.receiveMaximum() && answers.bytes() * 2 <= settings.receiveBytes()) {
            gate.open(ReadGate.Reason.ANSWERS);
        }
        if (answered()) {
            lifeline.answered();
        }
        return true;
    }

    @Override
    public void puback(int packetId, boolean failed) throws MalformedPacketException {
        deliveries.puback(packetId);
    }

    @Override
    public void pubrec(int packetId, boolean failed) throws MalformedPacketException {
        deliveries.pubrec(packetId, failed);
    }

    @Override
    public void pubcomp(int packetId) throws MalformedPacketException {
        deliveries.pubcomp(packetId);
    }

    @Override
    public void pingreq() {
        writer.pingresp();
    }

    @Override
    public void disconnect(Farewell packet) throws MalformedPacketException {
        lifeline.farewell(packet);
    }

    @Override
    public void auth(Auth packet) throws MalformedPacketException {
        lifeline.auth(packet);
    }
}
