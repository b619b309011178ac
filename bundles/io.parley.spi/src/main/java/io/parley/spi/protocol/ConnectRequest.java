package io.parley.spi.protocol;

import io.parley.api.session.Capabilities;
import io.parley.spi.security.Credentials;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A client's wish for a session.
 *
 * @param protocol the protocol's name
 * @param connection where it comes from
 * @param credentials who it says it is; the client id becomes the session's id, and an empty one is replaced by a new one
 * @param clean whether an existing session of that id is ended first
 * @param expiry how long the session outlives the connection; zero for not at all
 * @param will published when the connection ends without a farewell
 * @param client what the client can, or wants to; its credit is for deliveries, 1 to 65,535
 * @param server what the listener can, or lets clients do
 * @param challenger asks the client for more where the authentication takes several steps
 * @param resume the {@link GatewaySession#resumeToken} of the session that the client wants to go on with, and no other; empty for whichever there is
 */
public record ConnectRequest(
        String protocol,
        Connection connection,
        Credentials credentials,
        boolean clean,
        Duration expiry,
        Optional<Will> will,
        Capabilities client,
        Capabilities server,
        Challenger challenger,
        Optional<String> resume) {

    private static final int MOST_CREDIT = 65_535;

    public ConnectRequest {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(will, "will");
        Objects.requireNonNull(challenger, "challenger");
        Objects.requireNonNull(resume, "resume");
        if (expiry.isNegative()) {
            throw new IllegalArgumentException("expiry is zero or more, not " + expiry);
        }
        Objects.requireNonNull(server, "server");
        if (client.credit() > MOST_CREDIT) {
            throw new IllegalArgumentException("The client's credit is 1 to 65,535, not " + client.credit());
        }
    }

    /** Of a client that says nothing of what it can but how many deliveries it takes, for whichever session there is. */
    public ConnectRequest(
            String protocol,
            Connection connection,
            Credentials credentials,
            boolean clean,
            Duration expiry,
            Optional<Will> will,
            int receiveMaximum,
            Challenger challenger) {
        this(
                protocol,
                connection,
                credentials,
                clean,
                expiry,
                will,
                Capabilities.ofCredit(receiveMaximum),
                Capabilities.ofCredit(MOST_CREDIT),
                challenger,
                Optional.empty());
    }

    /** The most unacknowledged deliveries that the client takes. */
    public int receiveMaximum() {
        return client.credit();
    }
}
