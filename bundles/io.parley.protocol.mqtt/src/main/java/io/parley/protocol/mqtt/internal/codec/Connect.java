package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.spi.protocol.Publication;
import java.util.Optional;

/**
 * A CONNECT packet.
 *
 * @param clientId may be empty
 * @param clean whether an earlier session of that client ends
 * @param keepAliveSeconds 0 for none
 * @param will published when the connection ends without a farewell
 */
public record Connect(
        String clientId,
        boolean clean,
        int keepAliveSeconds,
        Optional<Publication> will,
        Optional<String> user,
        Optional<Payload> password) {

    @Override
    public String toString() {
        return "CONNECT[" + clientId + ", " + user.orElse("no user") + "]";
    }
}
