package io.parley.spi.security;

import io.parley.api.message.Payload;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * What a client says of itself.
 *
 * @param clientId the name it chose
 * @param user the user name
 * @param secret the password or token; never in a log
 * @param remote where it comes from
 */
public record Credentials(String clientId, Optional<String> user, Optional<Payload> secret, SocketAddress remote) {

    @Override
    public String toString() {
        return "Credentials[" + clientId + ", " + user.orElse("no user") + ", " + remote + "]";
    }
}
