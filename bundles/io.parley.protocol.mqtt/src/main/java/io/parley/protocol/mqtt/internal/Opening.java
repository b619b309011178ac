package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Refusal;
import io.parley.protocol.mqtt.internal.codec.Rule;
import io.parley.protocol.mqtt.internal.codec.Terms;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How a client begins: from its CONNECT, possibly over some AUTH, to the CONNACK. For the connection's lane. */
final class Opening {

    private static final int CONNECT = PacketType.CONNECT.ordinal() << 4;

    private final Peer.Setting setting;
    private final Gateway gateway;
    private final ClientName name;

    /** What a client is answered by; null until it has said which version it speaks. */
    private PacketWriter writer;

    /** Null until its CONNECT has been read, like the handshake. */
    private Peer peer;

    private Handshake handshake;

    Opening(Peer.Setting setting, Gateway gateway, ClientName name) {
        this.setting = setting;
        this.gateway = gateway;
        this.name = name;
    }

    /**
     * Reads a CONNECT and asks the gateway.
     *
     * @return false when the client has been turned away
     */
    boolean connect(ByteBuffer body, PacketReader reader) throws MalformedPacketException {
        Version.Asked asked = Version.read(body);
        Optional<Version> served = asked.version().filter(setting.settings().versions()::contains);
        if (served.isEmpty() && Rule.violated("MQTT-3.1.2-2")) {
            writer = setting.writer(asked.answered(), Terms.NONE);
            Refusal refusal = new Refusal(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "");
            return turnAway(refusal, "CONNECT asks for a version that is not served [MQTT-3.1.2-2]");
        }
        Version version = served.orElse(Version.V3_1_1);
        writer = setting.writer(version, Terms.NONE);
        PacketDecoder decoder = setting.decoder(version);
        reader.use(decoder);
        decoder.check(CONNECT, body.remaining(), reader.minimal());
        try {
            return ask(version, decoder, decoder.connect(body));
        } catch (RefusedException refused) {
            return turnAway(refused, false, false);
        }
    }

    private boolean ask(Version version, PacketDecoder decoder, Connect packet) {
        name.set(packet.clientId());
        handshake = new Handshake(packet, version, setting.settings());
        peer = Peer.of(setting, version, decoder, packet);
        writer = peer.writer();
        Optional<Refusal> elsewhere = setting.settings().offer().elsewhere();
        if (elsewhere.isPresent()) {
            return turnAway(
                    elsewhere.get(),
                    "CONNECT is sent elsewhere: " + elsewhere.get().serverReference());
        }
        Challenger challenger = peer.authentication() == null ? Challenger.NONE : peer.authentication();
        handshake.begin(setting.connection(), gateway, peer.deliveries(), challenger);
        return true;
    }

    /** Whether packets are read before the gateway has decided: those of an authentication in several steps. */
    boolean listens() {
        return peer.authentication() != null;
    }

    /** A packet of such a client ([MQTT-3.1.2-30] of MQTT 5). */
    void packet(int first, ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        if (type != PacketType.AUTH && type != PacketType.DISCONNECT && Rule.violated("MQTT-3.1.2-30")) {
            throw MalformedPacketException.protocolError(
                    type, "the client authenticates, and is not connected yet", "MQTT-3.1.2-30");
        }
        peer.decoder().decode(first, body, peer.conversation());
    }

    boolean decided() {
        return handshake.decided();
    }

    /** Runs the task, on any thread, once it is decided. */
    void whenDecided(Runnable task) {
        handshake.whenDecided(task);
    }

    /** The session that the gateway gives the client; null when that has been turned away. */
    GatewaySession session() {
        try {
            return handshake.session();
        } catch (RefusedException refused) {
            Connect packet = handshake.packet();
            turnAway(refused, packet.hasCredentials(), packet.terms().method().isPresent());
            return null;
        }
    }

    /**
     * Tells the client that it is connected.
     *
     * @return false when there is no telling
     */
    boolean accept(GatewaySession session) {
        name.connected(session.id());
        peer.begin(session);
        if (peer.conversation().window() != null) {
            peer.conversation().window().begin(session.resumed());
        }
        if (!writer.accepted(handshake.accepted(session))) {
            return false;
        }
        setting.surroundings()
                .log()
                .life(
                        name.now(),
                        "is connected as '" + Printable.of(session.principal()) + "' by MQTT "
                                + peer.version().number() + ", "
                                + (session.resumed() ? "goes on with its session" : "a new session"));
        return true;
    }

    Peer peer() {
        return peer;
    }

    int keepAliveSeconds() {
        return handshake.keepAliveSeconds();
    }

    private boolean turnAway(RefusedException why, boolean withCredentials, boolean withMethod) {
        writer.refused(Refusal.ofConnect(why, withCredentials, withMethod));
        setting.surroundings().counters().refusedConnects.increment();
        setting.surroundings().log().refusal(name.now(), "CONNECT is refused: ", why);
        return false;
    }

    private boolean turnAway(Refusal refusal, String line) {
        writer.refused(refusal);
        setting.surroundings().counters().refusedConnects.increment();
        setting.surroundings().log().info(name.now(), line);
        return false;
    }

    /** Looks which version a CONNECT is of that cannot be read; the buffer stands behind its fixed header. */
    void look(ByteBuffer rest) {
        if (writer == null && Version.beginsAs5(rest)) {
            writer = setting.writer(Version.V5, Terms.NONE);
        }
    }

    /** Tells a client that is not connected yet why it will not be, as far as its version knows that. */
    void refuse(ReasonCode code) {
        if (writer != null) {
            writer.refused(new Refusal(code, ""));
        }
    }

    /**
     * The connection has ended before the gateway has decided, or by what it has decided.
     *
     * @param undecided whether there may be a session yet
     */
    void end(boolean undecided) {
        peer.end();
        if (undecided) {
            handshake.abandon();
        }
    }
}
