package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.spi.security.Authorizer.Action;

/** What somebody may or may not do. */
record Question(Action action, Address address) {

    /** Goes on behind "may" or "may not". */
    @Override
    public String toString() {
        return (action == Action.SEND ? "send to " : "receive from ") + address;
    }
}
