package io.parley.protocol.mqtt.internal;

import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.Auth;
import io.parley.protocol.mqtt.internal.codec.MalformedPacketException;
import io.parley.protocol.mqtt.internal.codec.PacketType;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.ReasonCode;
import io.parley.protocol.mqtt.internal.codec.Rule;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The client's side of an authentication in several steps (MQTT 5 section 4.12): at first on the way to CONNACK, later whenever the
 * client wants. For the connection's lane, but for {@link #challenge}.
 */
final class Authentication implements Challenger {

    private final Connection connection;
    private final PacketWriter writer;
    private final Lifeline lifeline;
    private final String method;
    private final Optional<String> user;
    private final Duration patience;

    /** What waits for the client's answer. */
    private volatile CompletableFuture<Payload> pending;

    private volatile boolean over;
    private Connection.Timer timer;

    /** Null until the client is connected. */
    private GatewaySession session;

    /** Whether the client has been asked, and did not answer yet. */
    private boolean asked;

    private boolean again;

    /**
     * @param method what the client named in its CONNECT
     * @param user its user name there
     * @param patience how long the client has for each answer once it is connected; before, that is others' business
     */
    Authentication(
            Connection connection,
            PacketWriter writer,
            Lifeline lifeline,
            String method,
            Optional<String> user,
            Duration patience) {
        this.connection = connection;
        this.writer = writer;
        this.lifeline = lifeline;
        this.method = method;
        this.user = user;
        this.patience = patience;
    }

    String method() {
        return method;
    }

    Optional<String> user() {
        return user;
    }

    /** The client is connected. */
    void begin(GatewaySession with) {
        session = with;
    }

    /** Whether the client authenticates anew just now. */
    boolean again() {
        return again;
    }

    /** Whether that waits for the client. */
    boolean asked() {
        return asked;
    }

    @Override
    public CompletionStage<Payload> challenge(Payload data) {
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        pending = answer;
        if (over) {
            answer.completeExceptionally(gone());
        } else {
            connection.execute(() -> ask(data));
        }
        return answer;
    }

    private void ask(Payload data) {
        if (over) {
            return;
        }
        asked = true;
        stop();
        if (session != null) {
            timer = connection.schedule(patience, this::late);
        }
        writer.auth(ReasonCode.CONTINUE_AUTHENTICATION, method, Optional.of(data));
        lifeline.answered();
    }

    private void late() {
        timer = null;
        lifeline.dismiss(ReasonCode.NOT_AUTHORIZED, "no AUTH within " + patience.toSeconds() + " s");
    }

    /** The client sent an AUTH. */
    void take(Auth packet) throws MalformedPacketException {
        String sameMethod = session == null ? "MQTT-4.12.0-5" : "MQTT-4.12.1-1";
        if (!packet.method().equals(method) && Rule.violated(sameMethod)) {
            throw MalformedPacketException.protocolError(
                    PacketType.AUTH, "another authentication method than in CONNECT", sameMethod);
        }
        if (packet.code() == ReasonCode.REAUTHENTICATE) {
            reauthenticate(packet);
            return;
        }
        if (!asked && Rule.violated("MQTT-4.12.0-3")) {
            throw MalformedPacketException.protocolError(PacketType.AUTH, "nobody asked for it", "MQTT-4.12.0-3");
        }
        asked = false;
        stop();
        CompletableFuture<Payload> answer = pending;
        pending = null;
        answer.complete(packet.data().orElse(Payload.empty()));
    }

    private void reauthenticate(Auth packet) throws MalformedPacketException {
        if (session == null && Rule.violated("MQTT-4.12.0-3")) {
            throw MalformedPacketException.protocolError(
                    PacketType.AUTH, "the client is not connected yet", "MQTT-4.12.0-3");
        }
        if (again && Rule.violated("section 4.12.1")) {
            throw MalformedPacketException.protocolError(
                    PacketType.AUTH, "the client authenticates anew already", "section 4.12.1");
        }
        again = true;
        Credentials credentials = new Credentials(
                session.id(),
                user,
                packet.data(),
                connection.remote(),
                Optional.of(method),
                connection.certificateSubject());
        session.reauthenticate(credentials, this)
                .whenComplete((data, failure) -> connection.execute(() -> decided(data, failure)));
    }

    private void decided(Optional<Payload> data, Throwable failure) {
        if (over) {
            return;
        }
        again = false;
        stop();
        if (failure == null) {
            writer.auth(ReasonCode.SUCCESS, method, data);
            lifeline.answered();
        } else {
            lifeline.dismiss(
                    ReasonCode.NOT_AUTHORIZED,
                    "the client is not let in again: "
                            + RefusedException.of(failure).getMessage());
        }
    }

    /** The connection has ended, or is another instance's: nobody is asked any more. */
    void end() {
        over = true;
        stop();
        CompletableFuture<Payload> answer = pending;
        if (answer != null) {
            answer.completeExceptionally(gone());
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private static RefusedException gone() {
        return new RefusedException(RefusedException.Reason.NOT_ALLOWED, "The client has gone before it was let in");
    }
}
