package io.parley.transport.internal;

import io.parley.spi.protocol.Gateway;
import java.util.Map;

/**
 * Who serves what at one moment.
 *
 * @param protocols by name, the one instance that serves it
 * @param gateway null while there is none
 */
record Routing(Map<String, ProtocolRef> protocols, Gateway gateway) {

    static final Routing NONE = new Routing(Map.of(), null);

    Routing {
        protocols = Map.copyOf(protocols);
    }

    /** The instance that serves a name, or null. */
    ProtocolRef protocol(String name) {
        return protocols.get(name);
    }
}
