package io.parley.itest.clients;

import java.net.InetSocketAddress;
import java.util.Optional;

/** How a client listens. */
record Listen(InetSocketAddress server, String clientId, boolean clean, String filter, int qos, Optional<Will> will) {

    static Listen clean(InetSocketAddress server, String clientId, String filter, int qos) {
        return new Listen(server, clientId, true, filter, qos, Optional.empty());
    }

    static Listen persistent(InetSocketAddress server, String clientId, String filter, int qos) {
        return new Listen(server, clientId, false, filter, qos, Optional.empty());
    }

    Listen with(Will newWill) {
        return new Listen(server, clientId, clean, filter, qos, Optional.of(newWill));
    }

    Listen via(InetSocketAddress other) {
        return new Listen(other, clientId, clean, filter, qos, will);
    }
}
