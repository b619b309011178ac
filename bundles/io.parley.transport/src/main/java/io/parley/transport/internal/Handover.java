package io.parley.transport.internal;

import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.Gateway;

/** What a handler that gave a connection up left for the next one, and the gateway that its session belongs to. */
record Handover(Detached state, Gateway gateway) {

    boolean validFor(Gateway current) {
        return state.session().isEmpty() || current == gateway;
    }

    /** There will be no next handler: the gateway has to know that the client is gone. */
    void abandon() {
        state.session().ifPresent(session -> session.leave(false));
    }
}
