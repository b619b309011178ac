package io.parley.protocol.mqtt.internal;

import io.parley.api.message.RefusedException;
import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.spi.protocol.ConnectRequest;
import io.parley.spi.protocol.Connection;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** From a CONNECT packet to the gateway's request, and from the gateway's failure to a refusal. */
final class Handshake {

    private Handshake() {}

    static ConnectRequest request(Connect packet, Connection connection, Settings settings) {
        return new ConnectRequest(
                MqttProtocol.NAME,
                connection,
                new Credentials(packet.clientId(), packet.user(), packet.password(), connection.remote()),
                packet.clean(),
                packet.clean() ? Duration.ZERO : settings.sessionExpiry(),
                packet.will(),
                settings.inflightMaximum());
    }

    /** What is no refusal is a fault in Parley: for the client, the server is unavailable. */
    static RefusedException refusal(CompletionException failed) {
        Throwable cause = failed.getCause();
        return cause instanceof RefusedException refused
                ? refused
                : new RefusedException(RefusedException.Reason.UNAVAILABLE, "fault: " + cause, cause);
    }
}
