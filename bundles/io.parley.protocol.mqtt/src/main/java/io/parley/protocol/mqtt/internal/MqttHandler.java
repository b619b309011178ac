package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.codec.Auth;
import io.parley.protocol.mqtt.internal.codec.Farewell;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.protocol.mqtt.internal.codec.Rule;
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
final class MqttHandler implements ProtocolHandler, Lifeline {

    /** How the session is left when the connection ends. */
    private enum Leave {
        FAREWELL,
        ABRUPT,
        /** There is none. */
        NOT
    }

    private final Connection connection;
    private final Peer.Setting setting;
    private final Surroundings surroundings;
    private final ReadGate gate;
    private final PacketReader reader;
    private final Patience patience;
    private final ClientName name;
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
        this.surroundings = surroundings;
        gate = new ReadGate(connection);
        name = new ClientName(connection);
        setting = new Peer.Setting(connection, settings, surroundings, gate, this);
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
            fault(unreadable);
        }
    }

    private void goOn(HandedOver from, GatewaySession of) {
        begin(Peer.of(setting, from), of, from.keepAliveSeconds());
        name.set(of.id());
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
            patience.idle(idle, peer::traffic, this::idle);
        }
    }

    @Override
    public void received(ByteBuffer bytes) {
        try {
            if (reader.read(bytes) && phase == Phase.CONNECTED) {
                takeNote();
            }
        } catch (MalformedPacketException malformed) {
            malformed(malformed, bytes);
        } catch (RuntimeException mistake) {
            fault(mistake);
        }
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            bytes.position(bytes.limit());
        }
    }

    private void malformed(MalformedPacketException what, ByteBuffer rest) {
        surroundings.counters().malformed.increment();
        surroundings.log().info(name.toString(), what.getMessage());
        if (opening != null) {
            opening.refuse(what.code(), rest);
        }
        end(Leave.ABRUPT, new Refusal(what.code(), what.getMessage()));
    }

    private boolean reading() {
        return gate.isOpen()
                && switch (phase) {
                    case AWAITING_CONNECT, CONNECTED -> true;
                    case CONNECTING -> opening.listens();
                    default -> false;
                };
    }

    /** Packets have come: the client is alive, and what answers them piles up unless it reads. */
    private void takeNote() {
        patience.touch();
        if (!connection.writable()) {
            gate.close(ReadGate.Reason.OUTPUT);
        }
    }

    private void packet(int first, ByteBuffer body) throws MalformedPacketException {
        switch (phase) {
            case AWAITING_CONNECT -> connect(body);
            case CONNECTING -> opening.packet(first, body);
            default -> peer.decoder().decode(first, body, peer.conversation());
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
            fault(mistake);
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
            end(Leave.ABRUPT, null);
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
        surroundings.counters().silent.increment();
        if (phase == Phase.CONNECTING) {
            opening.refuse(ReasonCode.SERVER_UNAVAILABLE, null);
            surroundings.log().warn(name.toString(), "CONNECT was not decided in time");
        } else {
            surroundings.log().info(name.toString(), what);
        }
        end(Leave.ABRUPT, new Refusal(ReasonCode.KEEP_ALIVE_TIMEOUT, what));
    }

    private void idle() {
        surroundings.counters().idle.increment();
        dismiss(
                ReasonCode.QUOTA_EXCEEDED,
                "nothing came or went for " + setting.settings().idle().toSeconds() + " s");
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
        end(Leave.ABRUPT, null);
    }

    @Override
    public void goAway(String reason) {
        if (phase == Phase.CONNECTED) {
            phase = Phase.LEAVING;
            leaving = new Refusal(ReasonCode.SERVER_SHUTTING_DOWN, reason);
            answered();
        } else {
            if (phase == Phase.CONNECTING) {
                opening.refuse(ReasonCode.SERVER_UNAVAILABLE, null);
            }
            end(Leave.ABRUPT, null);
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
        answered();
    }

    @Override
    public void answered() {
        if (phase == Phase.DETACHING
                && peer.authentication() != null
                && peer.authentication().asked()) {
            dismiss(ReasonCode.SERVER_BUSY, "the authentication under way cannot go on; please connect again");
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
            end(Leave.ABRUPT, null); // what is held back cannot be handed over; it comes again on the next connection
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

    @Override
    public boolean alive() {
        return phase == Phase.CONNECTED || phase == Phase.LEAVING || phase == Phase.DETACHING;
    }

    @Override
    public void late() {
        if (phase == Phase.DETACHED) {
            end(Leave.ABRUPT, null);
        }
    }

    @Override
    public void farewell(Farewell packet) throws MalformedPacketException {
        if (session != null && packet.sessionExpiry().isPresent()) {
            changeExpiry(packet.sessionExpiry().getAsLong());
        }
        if (packet.code() != ReasonCode.SUCCESS) {
            surroundings.log().info(name.toString(), "leaves with " + packet.code());
        }
        end(packet.code() == ReasonCode.SUCCESS ? Leave.FAREWELL : Leave.ABRUPT, null);
    }

    /** Section 3.14.2.2.2: a session that was to end with its connection does so. */
    private void changeExpiry(long seconds) throws MalformedPacketException {
        String rule = "section 3.14.2.2.2";
        if (seconds != 0 && peer.terms().sessionExpiry() == 0 && Rule.violated(rule)) {
            throw MalformedPacketException.protocolError(
                    PacketType.DISCONNECT, "the session was to end with its connection", rule);
        }
        Duration expiry =
                Handshake.least(Duration.ofSeconds(seconds), setting.settings().sessionExpiryMaximum());
        String client = name.toString();
        session.expireAfter(expiry).whenComplete((done, failure) -> {
            if (failure != null) {
                surroundings.log().refusal(client, "its session keeps its expiry: ", RefusedException.of(failure));
            }
        });
    }

    @Override
    public void auth(Auth packet) throws MalformedPacketException {
        if (opening != null) {
            opening.auth(packet);
        } else if (peer.authentication() != null) {
            peer.authentication().take(packet);
        } else if (Rule.violated("MQTT-4.12.0-7")) {
            throw MalformedPacketException.protocolError(
                    PacketType.AUTH, "the client named no authentication method in its CONNECT", "MQTT-4.12.0-7");
        }
    }

    @Override
    public void sessionEnded(Holder.End why) {
        if (phase != Phase.ENDED) {
            surroundings.log().info(name.toString(), "its session has ended for this connection: " + why);
            ReasonCode code =
                    why == Holder.End.TAKEN_OVER ? ReasonCode.SESSION_TAKEN_OVER : ReasonCode.ADMINISTRATIVE_ACTION;
            end(Leave.ABRUPT, new Refusal(code, ""));
        }
    }

    @Override
    public void refused(Answer answer, Refusal told, RefusedException why) {
        surroundings.counters().refusedPackets.increment();
        String what =
                "packet id " + answer.packetId + " cannot be answered by " + answer.kind + ", so the connection ends: ";
        surroundings.log().refusal(name.toString(), what, why);
        end(Leave.ABRUPT, told);
    }

    @Override
    public void dismiss(ReasonCode code, String why) {
        surroundings.log().info(name.toString(), why);
        end(Leave.ABRUPT, new Refusal(code, why));
    }

    @Override
    public void fault(RuntimeException mistake) {
        surroundings.counters().faults.increment();
        surroundings.log().error(name.toString(), "a fault in Parley ends the connection", mistake);
        if (opening != null && phase != Phase.ENDED) {
            opening.refuse(ReasonCode.UNSPECIFIED_ERROR, null);
        }
        end(Leave.ABRUPT, new Refusal(ReasonCode.UNSPECIFIED_ERROR, ""));
    }

    /**
     * Ends the connection; the first call decides.
     *
     * @param said what the client is told, where it is connected and its version knows that; may be null
     */
    private void end(Leave how, Refusal said) {
        if (phase == Phase.ENDED) {
            return;
        }
        boolean told = alive() && said != null;
        boolean connecting = phase == Phase.CONNECTING;
        phase = Phase.ENDED;
        patience.stop();
        if (peer != null) {
            peer.end();
        }
        if (told) {
            peer.writer().disconnect(said);
        }
        if (how != Leave.NOT && session != null) {
            session.leave(how == Leave.FAREWELL);
        } else if (how != Leave.NOT && connecting) {
            opening.end();
        }
        connection.flush();
        connection.close();
        if (handover != null) {
            handover.complete(HandedOver.unconnected(Phase.ENDED));
        }
    }
}
