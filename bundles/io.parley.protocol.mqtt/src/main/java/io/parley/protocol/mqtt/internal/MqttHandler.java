package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.session.Holder;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.protocol.mqtt.internal.codec.FixedHeader;
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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** One connection's life, from its first byte to its end. What is said in between is the {@link Conversation}'s. */
final class MqttHandler implements ProtocolHandler, Lifeline {

    /** Where a connection is in its life. */
    enum Phase {
        AWAITING_CONNECT,
        /** The gateway decides. */
        CONNECTING,
        CONNECTED,
        /** Connected, but reads no more: ends when the answers that are due have gone out. */
        LEAVING,
        /** As LEAVING, to be handed to another instance. */
        DETACHING,
        /** Another instance goes on with it. */
        DETACHED,
        ENDED
    }

    /** How the session is left when the connection ends. */
    private enum Leave {
        FAREWELL,
        ABRUPT,
        /** There is none, or it is no longer this connection's. */
        NOT
    }

    private final Connection connection;
    private final Gateway gateway;
    private final Settings settings;
    private final Surroundings surroundings;
    private final ReadGate gate;
    private final PacketReader reader;
    private Phase phase = Phase.AWAITING_CONNECT;
    private String clientId = "";
    private Version version;
    private PacketDecoder decoder;
    private PacketWriter writer;
    private Conversation conversation;
    private CompletableFuture<GatewaySession> connecting;
    private int keepAliveSeconds;

    /** Waits for the CONNECT, later for the keep alive; null where silence is allowed. */
    private IdleTimer idle;

    /** Set once this instance was asked to hand the connection on. */
    private CompletableFuture<Detached> handover;

    /** Whether reading was paused when the handover began. */
    private boolean paused;

    MqttHandler(Connection connection, Gateway gateway, Settings settings, Surroundings surroundings) {
        this.connection = connection;
        this.gateway = gateway;
        this.settings = settings;
        this.surroundings = surroundings;
        gate = new ReadGate(connection);
        reader = new PacketReader(settings.maxPacketBytes());
    }

    /** Begins with a connection of which nothing is known. */
    void open() {
        idle = new IdleTimer(
                connection, surroundings.nanos(), settings.connectTimeout(), () -> false, this::connectTimedOut);
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
            if (from.paused()) {
                connection.resumeReading();
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
        keepAlive(from.keepAliveSeconds());
        session.reattach(conversation);
        session.writable(connection.writable());
    }

    @Override
    public void received(ByteBuffer bytes) {
        try {
            boolean any = false;
            while (reading() && bytes.hasRemaining() && readPacket(bytes)) {
                any = true;
            }
            if (any && phase == Phase.CONNECTED) {
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
        if (idle != null) {
            idle.touch();
        }
        if (!connection.writable()) {
            gate.close(ReadGate.Reason.OUTPUT);
        }
    }

    /** Reads one packet; false, with nothing read, when it is not there completely. */
    private boolean readPacket(ByteBuffer in) throws MalformedPacketException {
        int first = in.get(in.position()) & 0xff;
        int remaining = reader.next(in);
        if (remaining == FixedHeader.INCOMPLETE) {
            return false;
        }
        int limit = in.limit();
        in.limit(in.position() + remaining);
        try {
            if (phase == Phase.AWAITING_CONNECT) {
                connect(in);
            } else {
                decoder.decode(first, in, conversation);
            }
            in.position(in.limit());
        } finally {
            in.limit(limit);
        }
        return true;
    }

    private void connect(ByteBuffer body) throws MalformedPacketException {
        Optional<Version> asked = Version.read(body);
        if (asked.isEmpty()) {
            Version.OLDEST.writer(connection).unsupportedVersion();
            refusedConnect("it asks for a version of the protocol that is not served [MQTT-3.1.2-2]");
            return;
        }
        use(asked.get(), new PacketIds());
        Connect packet;
        try {
            packet = decoder.connect(body);
        } catch (RefusedException refused) {
            refusedConnect(refused, false);
            return;
        }
        clientId = packet.clientId();
        connecting = gateway.connect(Handshake.request(packet, connection, settings), conversation)
                .toCompletableFuture();
        phase = Phase.CONNECTING;
        if (connecting.isDone()) {
            connected(packet);
        } else {
            gate.close(ReadGate.Reason.CONNECTING);
            connecting.whenComplete((session, failure) -> connection.execute(() -> connected(packet)));
        }
    }

    private void use(Version of, PacketIds ids) {
        version = of;
        decoder = of.decoder(settings.packetFilters());
        reader.use(decoder);
        writer = of.writer(connection);
        conversation =
                new Conversation(connection, writer, ids, gate, settings.receiveMaximum(), surroundings, this);
    }

    private void connected(Connect packet) {
        if (phase != Phase.CONNECTING) {
            return;
        }
        GatewaySession session;
        try {
            session = connecting.join();
        } catch (CompletionException failed) {
            refusedConnect(Handshake.refusal(failed), packet.user().isPresent());
            return;
        }
        phase = Phase.CONNECTED;
        clientId = session.id();
        conversation.begin(session);
        writer.accepted(session.resumed() && !packet.clean());
        session.start();
        if (!connection.writable()) {
            session.writable(false);
        }
        keepAlive(packet.keepAliveSeconds());
        gate.open(ReadGate.Reason.CONNECTING);
        if (handover != null) {
            detachConnected();
        }
    }

    private void refusedConnect(RefusedException why, boolean withCredentials) {
        writer.refused(why.reason(), withCredentials);
        if (why.getCause() != null) {
            surroundings.log().error(client(), "CONNECT cannot be answered", why.getCause());
        }
        refusedConnect(why.getMessage());
    }

    private void refusedConnect(String why) {
        surroundings.counters().refusedConnects.increment();
        surroundings.log().info(client(), "CONNECT is refused: " + why);
        end(Leave.NOT);
    }

    private void connectTimedOut() {
        surroundings.counters().silent.increment();
        if (phase == Phase.CONNECTING) {
            writer.refused(RefusedException.Reason.UNAVAILABLE, false);
            surroundings.log().warn(client(), "CONNECT was not decided within " + settings.connectTimeout());
        } else {
            surroundings.log().info(client(), "no CONNECT within " + settings.connectTimeout());
        }
        end(Leave.ABRUPT);
    }

    /** One and a half times what the client promised ([MQTT-3.1.2-24]); time in which nothing is read does not count. */
    private void keepAlive(int seconds) {
        keepAliveSeconds = seconds;
        cancelIdle();
        if (seconds > 0) {
            Duration limit = Duration.ofMillis(seconds * 1_500L);
            idle = new IdleTimer(connection, surroundings.nanos(), limit, () -> !gate.isOpen(), this::keepAliveExpired);
        }
    }

    private void keepAliveExpired() {
        surroundings.counters().silent.increment();
        surroundings.log().info(
                client(), "nothing came for 1.5 times its keep alive of " + keepAliveSeconds + " s [MQTT-3.1.2-24]");
        end(Leave.ABRUPT);
    }

    private void cancelIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
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
        paused = gate.freeze();
        CompletableFuture<Detached> stage = handover;
        switch (phase) {
            case AWAITING_CONNECT -> handOver(HandedOver.unconnected(phase, paused));
            case CONNECTING -> {} // goes on when the gateway has decided
            case CONNECTED -> detachConnected();
            case LEAVING -> end(Leave.ABRUPT);
            default -> handOver(HandedOver.unconnected(Phase.ENDED, paused));
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
        if (phase == Phase.DETACHING) {
            handOver(HandedOver.connected(version, keepAliveSeconds, paused, conversation));
        }
    }

    private void handOver(Detached state) {
        cancelIdle();
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
            end(Leave.NOT);
        }
    }

    @Override
    public void refused(Answer answer, RefusedException why) {
        surroundings.counters().refusedPackets.increment();
        String what = "no " + answer.kind + " can be given for packet id " + answer.packetId
                + ", so the connection ends: " + why.getMessage();
        if (why.getCause() != null) {
            surroundings.log().error(client(), what, why.getCause());
        } else if (why.reason() == RefusedException.Reason.UNAVAILABLE) {
            surroundings.log().warn(client(), what);
        } else {
            surroundings.log().info(client(), what);
        }
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
        cancelIdle();
        if (conversation != null) {
            conversation.end();
        }
        if (how != Leave.NOT && conversation != null && conversation.session() != null) {
            conversation.session().leave(how == Leave.FAREWELL);
        } else if (how != Leave.NOT && before == Phase.CONNECTING) {
            // The lane drops its tasks once the connection is closed, so this must not depend on it.
            connecting.thenAccept(session -> session.leave(false));
        }
        connection.flush();
        connection.close();
        if (handover != null) {
            handover.complete(HandedOver.unconnected(Phase.ENDED, paused));
        }
    }

    private String client() {
        String who = clientId.isEmpty() ? "a client" : "client '" + Printable.of(clientId) + "'";
        return who + " at " + connection.remote() + " (" + connection.id() + ")";
    }
}
