package io.parley.protocol.internal;

import io.parley.api.message.Address;
import io.parley.spi.security.Authorizer.Action;

/** What somebody may or may not do. */
record Question(Action action, Address address) {

    /** Goes on behind "may" or "may not". */
    @Override
    public String toString() {
        String verb = switch (action) {
            case SEND -> "send to ";
            case RECEIVE -> "receive from ";
            case OPEN -> "open ";
            case RESUME -> "resume ";
            case CHANGE -> "change the state of ";
        };
        return verb + address;
    }
}
