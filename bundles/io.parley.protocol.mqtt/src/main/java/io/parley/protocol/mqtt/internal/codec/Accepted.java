package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told in the CONNACK that lets it in; of that, 3.1.1 can say whether the session was there.
 *
 * @param sessionPresent whether an earlier session goes on
 * @param clientId the one that was assigned to a client without one
 * @param sessionExpiry in seconds, where it is not what the client asked for
 * @param receiveMaximum the most packets of the client that may wait for their answer
 * @param maximumPacketSize the largest packet that the client may send
 * @param keepAliveSeconds where it is not what the client asked for
 * @param responseInformation where the client asked for it
 * @param data what the authenticator says at the end of an authentication in several steps
 * @param user user properties
 */
public record Accepted(
        boolean sessionPresent,
        Optional<String> clientId,
        Optional<Long> sessionExpiry,
        int receiveMaximum,
        int maximumPacketSize,
        Features features,
        Optional<Integer> keepAliveSeconds,
        Optional<String> responseInformation,
        Optional<Payload> data,
        List<Header> user) {}
