package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.spi.protocol.Will;
import java.util.Optional;

/**
 * A CONNECT packet.
 *
 * @param clientId may be empty
 * @param clean whether an earlier session of that client ends
 * @param keepAliveSeconds 0 for none
 * @param will published when the connection ends without a farewell
 * @param terms what a client of MQTT 5 asks for
 */
public record Connect(
        String clientId,
        boolean clean,
        int keepAliveSeconds,
        Optional<Will> will,
        Optional<String> user,
        Optional<Payload> password,
        Terms terms) {

    /** Whether the client says in any way who it is. */
    public boolean hasCredentials() {
        return user.isPresent() || password.isPresent() || terms.method().isPresent();
    }

    @Override
    public String toString() {
        return "CONNECT[" + clientId + ", " + user.orElse("no user") + "]";
    }
}
