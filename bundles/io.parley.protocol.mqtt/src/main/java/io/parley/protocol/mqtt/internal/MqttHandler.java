package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.Printable;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.ProtocolHandler;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One connection's life, from its first byte to its end. What is said in between is the {@link Conversation}'s. */
final class MqttHandler implements ProtocolHandler, Lifeline {

    /** How the session is left when the connection ends. */
    private enum Leave {
        FAREWELL,
        ABRUPT,
        /** There is none. */
        NOT
    }

    private final Connection connection;
    private final Gateway gateway;
    private final Settings settings;
    private final Surroundings surroundings;
    private final ReadGate gate;
    private final PacketReader reader;
    private final Patience patience;
    private Phase phase = Phase.AWAITING_CONNECT;
    private String clientId = "";
    private Version version;
    private PacketDecoder decoder;
    private PacketWriter writer;
    private Conversation conversation;

    /** Null unless {@link Phase#CONNECTING}. */
    private Handshake handshake;

    /** Set once this instance was asked to hand the connection on. */
    private CompletableFuture<Detached> handover;

    MqttHandler(Connection connection, Gateway gateway, Settings settings, Surroundings surroundings) {
        this.connection = connection;
        this.gateway = gateway;
        this.settings = settings;
        this.surroundings = surroundings;
        gate = new ReadGate(connection);
        reader = new PacketReader(settings.maxPacketBytes(), this::reading, this::packet);
        patience = new Patience(connection, surroundings.nanos(), () -> !gate.isOpen(), this::silent);
    }

    /** Begins with a connection of which nothing is known. */
    void open() {
        patience.untilConnect(settings.connectTimeout());
    }

    /** Goes on with a connection that another instance has detached. */
    void attach(Detached state) {
        try {
            HandedOver from = HandedOver.read(state);
            switch (from.phase()) {
                case AWAITING_CONNECT -> open();
                case CONNECTED -> goOn(from, state.session().orElseThrow());
                default -> end(Leave.NOT);
            }
        } catch (RuntimeException unreadable) {
            state.session().ifPresent(session -> session.leave(false));
            fault(unreadable);
        }
    }

    private void goOn(HandedOver from, GatewaySession session) {
        use(from.version(), from.ids());
        phase = Phase.CONNECTED;
        clientId = session.id();
        conversation.begin(session);
        patience.keepAlive(from.keepAliveSeconds());
        session.reattach(conversation);
        session.writable(connection.writable());
    }

    @Override
    public void received(ByteBuffer bytes) {
        try {
            if (reader.read(bytes) && phase == Phase.CONNECTED) {
                takeNote();
            }
        } catch (MalformedPacketException malformed) {
            surroundings.counters().malformed.increment();
            surroundings.log().info(client(), malformed.getMessage());
            end(Leave.ABRUPT);
        } catch (RuntimeException mistake) {
            fault(mistake);
        }
        if (phase == Phase.LEAVING || phase == Phase.ENDED) {
            bytes.position(bytes.limit());
        }
    }

    private boolean reading() {
        return gate.isOpen() && (phase == Phase.CONNECTED || phase == Phase.AWAITING_CONNECT);
    }

    /** Packets have come: the client is alive, and what answers them piles up unless it reads. */
    private void takeNote() {
        patience.touch();
        if (!connection.writable()) {
            gate.close(ReadGate.Reason.OUTPUT);
        }
    }

    private void packet(int first, ByteBuffer body) throws MalformedPacketException {
        if (phase == Phase.AWAITING_CONNECT) {
            connect(body);
        } else {
            decoder.decode(first, body, conversation);
        }
    }

    private void connect(ByteBuffer body) throws MalformedPacketException {
        Optional<Version> asked = Version.read(body);
        if (asked.isEmpty()) {
            Version.OLDEST.writer(connection).unsupportedVersion();
            surroundings.counters().refusedConnects.increment();
            surroundings.log().info(client(), "CONNECT asks for a version that is not served [MQTT-3.1.2-2]");
            end(Leave.NOT);
            return;
        }
        use(asked.get(), new PacketIds());
        try {
            Connect packet = decoder.connect(body);
            clientId = packet.clientId();
            handshake = Handshake.begin(packet, connection, settings, gateway, conversation);
        } catch (RefusedException refused) {
            refusedConnect(refused, false);
            return;
        }
        phase = Phase.CONNECTING;
        if (handshake.decided()) {
            decided();
        } else {
            gate.close(ReadGate.Reason.CONNECTING);
            handshake.whenDecided(() -> connection.execute(this::decidedLater));
        }
    }

    private void use(Version of, PacketIds ids) {
        version = of;
        decoder = of.decoder(settings.packetFilters());
        reader.use(decoder);
        writer = of.writer(connection);
        conversation = new Conversation(connection, writer, ids, gate, settings, surroundings, this);
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
        Connect packet = handshake.packet();
        GatewaySession session;
        try {
            session = handshake.session();
        } catch (RefusedException refused) {
            refusedConnect(refused, packet.user().isPresent());
            return;
        }
        handshake = null;
        connected(packet, session);
    }

    private void connected(Connect packet, GatewaySession session) {
        phase = Phase.CONNECTED;
        clientId = session.id();
        conversation.begin(session);
        writer.accepted(session.resumed() && !packet.clean());
        session.start();
        if (!connection.writable()) {
            session.writable(false);
        }
        patience.keepAlive(packet.keepAliveSeconds());
        gate.open(ReadGate.Reason.CONNECTING);
        if (handover != null) {
            detachConnected();
        }
    }

    private void refusedConnect(RefusedException why, boolean withCredentials) {
        writer.refused(why.reason(), withCredentials);
        surroundings.counters().refusedConnects.increment();
        surroundings.log().refusal(client(), "CONNECT is refused: ", why);
        end(Leave.NOT);
    }

    private void silent(String what) {
        surroundings.counters().silent.increment();
        if (phase == Phase.CONNECTING) {
            writer.refused(RefusedException.Reason.UNAVAILABLE, false);
            surroundings.log().warn(client(), "CONNECT was not decided in time");
        } else {
            surroundings.log().info(client(), what);
        }
        end(Leave.ABRUPT);
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
            conversation.session().writable(writable);
            if (writable) {
                gate.open(ReadGate.Reason.OUTPUT);
            }
        }
    }

    @Override
    public void closed() {
        end(Leave.ABRUPT);
    }

    @Override
    public void goAway(String reason) {
        if (phase == Phase.CONNECTED) {
            phase = Phase.LEAVING;
            answered();
        } else {
            end(Leave.ABRUPT);
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
            case LEAVING -> end(Leave.ABRUPT);
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
        if (!conversation.answered()) {
            return;
        }
        if (phase == Phase.LEAVING) {
            end(Leave.ABRUPT);
        } else if (phase == Phase.DETACHING) {
            // What the session has put on the lane by then is still sent, and nothing follows it.
            conversation.session().writable(false);
            connection.execute(this::handOverConnected);
        }
    }

    private void handOverConnected() {
        if (phase == Phase.DETACHING && conversation.holdsBack()) {
            end(Leave.ABRUPT); // what is held back cannot be handed over; it comes again on the next connection
        } else if (phase == Phase.DETACHING) {
            handOver(HandedOver.connected(version, patience.keepAliveSeconds(), conversation));
        }
    }

    private void handOver(Detached state) {
        patience.stop();
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
            end(Leave.ABRUPT);
        }
    }

    @Override
    public void farewell() {
        end(Leave.FAREWELL);
    }

    @Override
    public void sessionEnded(Holder.End why) {
        if (phase != Phase.ENDED) {
            surroundings.log().info(client(), "its session has ended for this connection: " + why);
            end(Leave.ABRUPT);
        }
    }

    @Override
    public void refused(Answer answer, RefusedException why) {
        surroundings.counters().refusedPackets.increment();
        String what =
                "packet id " + answer.packetId + " cannot be answered by " + answer.kind + ", so the connection ends: ";
        surroundings.log().refusal(client(), what, why);
        end(Leave.ABRUPT);
    }

    @Override
    public void fault(RuntimeException mistake) {
        surroundings.counters().faults.increment();
        surroundings.log().error(client(), "a fault in Parley ends the connection", mistake);
        end(Leave.ABRUPT);
    }

    /** Ends the connection; the first call decides. */
    private void end(Leave how) {
        if (phase == Phase.ENDED) {
            return;
        }
        Phase before = phase;
        phase = Phase.ENDED;
        patience.stop();
        if (conversation != null) {
            conversation.end();
        }
        if (how != Leave.NOT && conversation != null && conversation.session() != null) {
            conversation.session().leave(how == Leave.FAREWELL);
        } else if (how != Leave.NOT && before == Phase.CONNECTING) {
            handshake.abandon();
        }
        connection.flush();
        connection.close();
        if (handover != null) {
            handover.complete(HandedOver.unconnected(Phase.ENDED));
        }
    }

    private String client() {
        String who = clientId.isEmpty() ? "a client" : "client '" + Printable.of(clientId) + "'";
        return who + " at " + connection.remote() + " (" + connection.id() + ")";
    }
}
