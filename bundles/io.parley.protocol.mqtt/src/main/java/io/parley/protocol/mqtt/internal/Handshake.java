package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.session.Capabilities;
import io.parley.protocol.mqtt.internal.codec.Accepted;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.protocol.mqtt.internal.codec.Terms;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A CONNECT packet that the gateway decides on, and what the client is granted of what it asks for. */
final class Handshake {

    private static final String PARLEY_RESUME = "parley-resume";

    private final Connect packet;
    private final Settings settings;
    private final boolean modern;
    private final Capabilities client;
    private CompletableFuture<GatewaySession> decision;

    /** @throws RefusedException INVALID when the client says something of itself that is not possible */
    Handshake(Connect packet, Version version, Settings settings) {
        this.client = Exchange.client(packet.terms(), settings);
        this.packet = packet;
        this.settings = settings;
        this.modern = version.isModern();
    }

    void begin(Connection connection, Gateway gateway, Downstream downstream, Challenger challenger) {
        Terms terms = packet.terms();
        Optional<Payload> secret = terms.method().isPresent() ? terms.data() : packet.password();
        ConnectRequest request = new ConnectRequest(
                MqttProtocol.NAME,
                connection,
                new Credentials(
                        packet.clientId(),
                        packet.user(),
                        secret,
                        connection.remote(),
                        terms.method(),
                        connection.certificateSubject()),
                packet.clean(),
                expiry(),
                packet.will(),
                client,
                Exchange.server(settings),
                challenger,
                resume().filter(token -> !token.isEmpty()));
        decision = gateway.connect(request, downstream).toCompletableFuture();
    }

    Connect packet() {
        return packet;
    }

    /** What the client says of the session that it wants to go on with; empty text of one that only wants to know it the next time. */
    private Optional<String> resume() {
        return packet.terms().user().stream()
                .filter(property -> property.name().equals(PARLEY_RESUME))
                .map(Header::value)
                .findFirst();
    }

    private Duration expiry() {
        Duration asked = modern
                ? Duration.ofSeconds(packet.terms().sessionExpiry())
                : packet.clean() ? Duration.ZERO : settings.sessionExpiry();
        return least(asked, settings.sessionExpiryMaximum());
    }

    static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** The keep alive that counts, in seconds; 0 for none. */
    int keepAliveSeconds() {
        int asked = packet.keepAliveSeconds();
        int most = settings.keepAliveMaximum();
        return modern && most > 0 && (asked == 0 || asked > most) ? most : asked;
    }

    /** What the client is told. */
    Accepted accepted(GatewaySession session) {
        Terms terms = packet.terms();
        long expiry = expiry().toSeconds();
        List<Header> choices = Exchange.answer(terms, session.capabilities());
        if (resume().isPresent() && expiry > 0) {
            choices.add(new Header(PARLEY_RESUME, session.resumeToken()));
        }
        return new Accepted(
                session.resumed() && !packet.clean(),
                packet.clientId().isEmpty() ? Optional.of(session.id()) : Optional.empty(),
                expiry == terms.sessionExpiry() ? Optional.empty() : Optional.of(expiry),
                settings.receiveMaximum(),
                settings.maxPacketBytes(),
                settings.features(),
                keepAliveSeconds() == packet.keepAliveSeconds() ? Optional.empty() : Optional.of(keepAliveSeconds()),
                terms.responseInformation() ? settings.offer().responseInformation(session.id()) : Optional.empty(),
                session.authenticationData(),
                choices);
    }

    boolean decided() {
        return decision.isDone();
    }

    /** Runs the task, on any thread, once it is decided. */
    void whenDecided(Runnable task) {
        decision.whenComplete((session, failure) -> task.run());
    }

    /**
     * What was decided.
     *
     * @throws RefusedException also for what is no refusal but a fault: for the client, the server is unavailable
     */
    GatewaySession session() {
        try {
            return decision.join();
        } catch (CompletionException failed) {
            throw RefusedException.of(failed);
        }
    }

    /**
     * The connection is gone before the decision. The lane has ended with it, so the session is left from any thread.
     */
    void abandon() {
        decision.thenAccept(session -> session.leave(false));
    }
}
