package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.spi.protocol.Challenger;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.Downstream;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Will;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A CONNECT packet that the gateway decides on. */
final class Handshake {

    private final Connect packet;
    private final CompletableFuture<GatewaySession> decision;

    private Handshake(Connect packet, CompletableFuture<GatewaySession> decision) {
        this.packet = packet;
        this.decision = decision;
    }

    static Handshake begin(
            Connect packet, Connection connection, Settings settings, Gateway gateway, Downstream downstream) {
        ConnectRequest request = new ConnectRequest(
                MqttProtocol.NAME,
                connection,
                new Credentials(
                        packet.clientId(),
                        packet.user(),
                        packet.password(),
                        connection.remote(),
                        Optional.empty(),
                        connection.certificateSubject()),
                packet.clean(),
                packet.clean() ? Duration.ZERO : settings.sessionExpiry(),
                packet.will().map(will -> new Will(will, Duration.ZERO)),
                settings.inflightMaximum(),
                Challenger.NONE);
        return new Handshake(packet, gateway.connect(request, downstream).toCompletableFuture());
    }

    Connect packet() {
        return packet;
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
