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
 * @param method the name of an authentication in several steps, for example {@code SCRAM-SHA-256}; the secret is its first data
 * @param certificateSubject of the client's verified certificate (RFC 2253)
 */
public record Credentials(
        String clientId,
        Optional<String> user,
        Optional<Payload> secret,
        SocketAddress remote,
        Optional<String> method,
        Optional<String> certificateSubject) {

    /** Of one step, without a certificate. */
    public Credentials(String clientId, Optional<String> user, Optional<Payload> secret, SocketAddress remote) {
        this(clientId, user, secret, remote, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "Credentials[" + clientId + ", " + user.orElse("no user") + ", " + remote + "]";
    }
}
