package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.ProtocolHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One connection's life, from its first byte to its end. How it begins is the {@link Opening}'s, what is said afterwards the
 * {@link Conversation}'s.
 */
final class MqttHandler implements ProtocolHandler {

    private final Connection connection;
    private final Peer.Setting setting;
    private final ReadGate gate;
    private final PacketReader reader;
    private final Patience patience;
    private final ClientName name;
    private final Ending ending;
    private Phase phase = Phase.AWAITING_CONNECT;

    /** Null once the client is connected. */
    private Opening opening;

    /** Null until the client is connected, like the session. */
    private Peer peer;

    private GatewaySession session;

    /** What the client is told when the answers that are due have gone out; null unless {@link Phase#LEAVING}. */
    private Refusal leaving;

    /** Set once this instance was asked to hand the connection on. */
    private CompletableFuture<Detached> handover;

    MqttHandler(Connection connection, Gateway gateway, Settings settings, Surroundings surroundings) {
        this.connection = connection;
        gate = new ReadGate(connection);
        name = new ClientName(connection);
        ending = new Ending(this, settings, surroundings, name);
        setting = new Peer.Setting(connection, settings, surroundings, gate, ending);
        reader = new PacketReader(settings.maxPacketBytes(), this::reading, this::packet);
        patience = new Patience(connection, surroundings.nanos(), () -> !gate.isOpen(), this::silent);
        opening = new Opening(setting, gateway, name);
    }

    /** Begins with a connection of which nothing is known. */
    void open() {
        patience.untilConnect(setting.settings().connectTimeout());
    }

    /** Goes on with a connection that another instance has detached. */
    void attach(HandedOver from, Optional<GatewaySession> held) {
        try {
            switch (from.phase()) {
                case AWAITING_CONNECT -> open();
                case CONNECTED -> goOn(from, held.orElseThrow());
                default -> end(Leave.NOT, null);
            }
        } catch (RuntimeException unreadable) {
            if (session == null) {
                held.ifPresent(of -> of.leave(false));
            }
            ending.fault(unreadable);
        }
    }

    /** Another instance has detached the connection, and left nothing that can be understood. */
    void unreadable(RuntimeException state) {
        ending.fault(state);
    }

    private void goOn(HandedOver from, GatewaySession of) {
        begin(Peer.of(setting, from), of, from.keepAliveSeconds());
        name.connected(of.id());
        peer.begin(of);
        reader.use(peer.decoder());
        of.reattach(peer.deliveries());
        of.writable(connection.writable());
    }

    private void begin(Peer with, GatewaySession of, int keepAliveSeconds) {
        phase = Phase.CONNECTED;
        opening = null;
        peer = with;
        session = of;
        patience.keepAlive(keepAliveSeconds);
        Duration idle = setting.settings().idle();
        if (!idle.isZero()) {
            patience.idle(idle, peer::traffic, ending::idle);
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        try {
            if (reader.read(bytes) && phase == Phase.CONNECTED) {
                takeNote();
            }
        } catch (MalformedPacketException malformed) {
            if (phase == Phase.AWAITING_CONNECT) {
                opening.look(bytes);
            }
            ending.malformed(malformed);
        } catch (RuntimeException mistake) {
            ending.fault(mistake);
        }
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            bytes.position(bytes.limit());
        }
    }

    private boolean reading() {
        return gate.isOpen()
                && (phase == Phase.CONNECTED
                        || phase == Phase.AWAITING_CONNECT
                        || phase == Phase.CONNECTING && opening.listens());
    }

    /** Packets have come: the client is alive, and what answers them piles up unless it reads. */
    private void takeNote() {
        patience.touch();
        if (!connection.writable()) {
            gate.close(ReadGate.Reason.OUTPUT);
        }
    }

    private void packet(int first, ByteBuffer body) throws MalformedPacketException {
        if (phase == Phase.CONNECTED) {
            peer.decoder().decode(first, body, peer.conversation());
        } else if (phase == Phase.AWAITING_CONNECT) {
            connect(body);
        } else {
            opening.packet(first, body);
        }
    }

    private void connect(ByteBuffer body) throws MalformedPacketException {
        if (!opening.connect(body, reader)) {
            end(Leave.NOT, null);
            return;
        }
        phase = Phase.CONNECTING;
        if (opening.decided()) {
            decided();
        } else {
            if (!opening.listens()) {
                gate.close(ReadGate.Reason.CONNECTING);
            }
            opening.whenDecided(() -> connection.execute(this::decidedLater));
        }
    }

    private void decidedLater() {
        try {
            decided();
        } catch (RuntimeException mistake) {
            ending.fault(mistake);
        }
    }

    private void decided() {
        if (phase != Phase.CONNECTING) {
            return;
        }
        GatewaySession given = opening.session();
        if (given == null) {
            end(Leave.NOT, null);
            return;
        }
        Opening with = opening;
        begin(with.peer(), given, with.keepAliveSeconds());
        if (!with.accept(given)) {
            ending.unanswerable();
            return;
        }
        session.start();
        if (!connection.writable()) {
            session.writable(false);
        }
        gate.open(ReadGate.Reason.CONNECTING);
        if (handover != null) {
            detachConnected();
        }
    }

    private void silent(String what) {
        if (phase == Phase.CONNECTING) {
            ending.undecided();
        } else {
            ending.silent(what);
        }
    }

    @Override
    public void receivedAll() {
        if (phase != Phase.DETACHED) {
            connection.flush();
        }
    }

    @Override
    public void writabilityChanged() {
        if (phase == Phase.CONNECTED) {
            boolean writable = connection.writable();
            session.writable(writable);
            if (writable) {
                gate.open(ReadGate.Reason.OUTPUT);
            }
        }
    }

    @Override
    public void closed() {
        ending.closed(connection.closedBecause());
    }

    @Override
    public void goAway(String reason) {
        if (phase == Phase.CONNECTED) {
            phase = Phase.LEAVING;
            leaving = new Refusal(ReasonCode.SERVER_SHUTTING_DOWN, reason);
            peer.conversation().endTransactions();
            answered();
        } else {
            end(Leave.ABRUPT, new Refusal(ReasonCode.SERVER_UNAVAILABLE, ""));
        }
    }

    @Override
    public CompletionStage<Detached> detach() {
        handover = new CompletableFuture<>();
        gate.freeze();
        CompletableFuture<Detached> stage = handover;
        switch (phase) {
            case AWAITING_CONNECT -> handOver(HandedOver.unconnected(phase));
            case CONNECTING -> {} // goes on when the gateway has decided
            case CONNECTED -> detachConnected();
            case LEAVING -> end(Leave.ABRUPT, leaving);
            default -> handover.complete(HandedOver.unconnected(Phase.ENDED));
        }
        return stage;
    }

    private void detachConnected() {
        phase = Phase.DETACHING;
        peer.conversation().endTransactions();
        answered();
    }

    /** No packet waits for its answer any more. */
    void answered() {
        if (phase == Phase.DETACHING
                && peer.authentication() != null
                && peer.authentication().asked()) {
            ending.dismiss(ReasonCode.SERVER_BUSY, "the authentication under way cannot go on; please connect again");
            return;
        }
        if (peer == null || !peer.answered()) {
            return;
        }
        if (phase == Phase.LEAVING) {
            end(Leave.ABRUPT, leaving);
        } else if (phase == Phase.DETACHING) {
            // What the session has put on the lane by then is still sent, and nothing follows it.
            session.writable(false);
            connection.execute(this::handOverConnected);
        }
    }

    private void handOverConnected() {
        if (phase == Phase.DETACHING && peer.deliveries().holdsBack()) {
            ending.heldBack();
        } else if (phase == Phase.DETACHING) {
            handOver(HandedOver.connected(peer, patience.keepAliveSeconds(), session, setting.settings()));
        }
    }

    private void handOver(Detached state) {
        patience.stop();
        if (peer != null) {
            peer.end();
        }
        connection.flush();
        phase = Phase.DETACHED;
        handover.complete(state);
    }

    Phase phase() {
        return phase;
    }

    /** Also while the gateway decides about the client. */
    Peer peer() {
        return peer == null ? opening.peer() : peer;
    }

    /** Null until the client is connected. */
    GatewaySession session() {
        return session;
    }

    /**
     * Ends the connection; the first call decides.
     *
     * @param said what the client is told, where its version knows that; may be null
     */
    void end(Leave how, Refusal said) {
        if (phase == Phase.ENDED) {
            return;
        }
        Phase before = phase;
        phase = Phase.ENDED;
        patience.stop();
        if (peer != null) {
            peer.end();
        }
        if (said != null && before.isAlive()) {
            peer.writer().disconnect(said);
        } else if (said != null && opening != null) {
            opening.refuse(said.code());
        }
        if (how != Leave.NOT && session != null) {
            ending.over(how, said);
            session.leave(how == Leave.FAREWELL);
        } else if (before == Phase.CONNECTING) {
            opening.end(how != Leave.NOT);
        }
        connection.flush();
        connection.close();
        if (handover != null) {
            handover.complete(HandedOver.unconnected(Phase.ENDED));
        }
    }
}
