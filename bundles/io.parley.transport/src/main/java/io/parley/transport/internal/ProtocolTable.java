package io.parley.transport.internal;

import io.parley.spi.protocol.Gateway;
import io.parley.spi.protocol.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** The protocols and the gateway that are running. Not safe for threads. */
final class ProtocolTable {
    private final TreeSet<ProtocolRef> refs = new TreeSet<>(ProtocolRef.ORDER);
    private Gateway gateway;

    /** Adds it, or replaces what was known of the same instance. */
    void put(ProtocolRef ref) {
        remove(ref.protocol());
        refs.add(ref);
    }

    void remove(Protocol protocol) {
        refs.removeIf(ref -> ref.protocol() == protocol);
    }

    void gateway(Gateway current) {
        gateway = current;
    }

    Gateway gateway() {
        return gateway;
    }

    Routing routing() {
        Map<String, ProtocolRef> byName = new HashMap<>();
        refs.forEach(ref -> ref.names().forEach(name -> byName.putIfAbsent(name, ref)));
        return new Routing(byName, gateway);
    }
}
