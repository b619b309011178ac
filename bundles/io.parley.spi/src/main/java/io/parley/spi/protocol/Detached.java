package io.parley.spi.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * What the next instance of a protocol has to know of a connection. Made of neutral types only, since the class loader of
 * the instance that made it goes away.
 *
 * @param protocol the protocol's name
 * @param session what the gateway holds for the connection; empty before the handshake is complete
 * @param values the protocol's own notes
 */
public record Detached(String protocol, Optional<GatewaySession> session, Map<String, String> values) {
    public Detached {
        values = Map.copyOf(values);
    }
}
