package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Payload;
import java.util.List;
import java.util.Optional;

/**
 * What a client of MQTT 5 asks for in its CONNECT, beyond what 3.1.1 knows (section 3.1.2.11).
 *
 * @param sessionExpiry how long the session outlives the connection, in seconds; {@link #NEVER} for ever
 * @param receiveMaximum the most unacknowledged deliveries that the client takes
 * @param maximumPacketSize the largest packet that the client takes
 * @param topicAliasMaximum the most topic aliases that the client takes
 * @param responseInformation whether the client wants response information
 * @param problemInformation whether the client wants reason strings and user properties where something fails
 * @param method of an authentication in several steps
 * @param data the first data of that
 * @param user user properties
 */
public record Terms(
        long sessionExpiry,
        int receiveMaximum,
        long maximumPacketSize,
        int topicAliasMaximum,
        boolean responseInformation,
        boolean problemInformation,
        Optional<String> method,
        Optional<Payload> data,
        List<Header> user) {

    /** A session expiry that never comes. */
    public static final long NEVER = 0xffff_ffffL;

    /** Those of a client of 3.1.1, or of one of which nothing is known yet. */
    public static final Terms NONE =
            new Terms(0, 65_535, Long.MAX_VALUE, 0, false, true, Optional.empty(), Optional.empty(), List.of());
}
