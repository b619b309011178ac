package io.parley.messaging.internal.sending;

import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;

/** Where messages go, and whether there is room for them. Safe for all threads. */
@FunctionalInterface
public interface Rooms {

    /** @throws RefusedException when there is no room for so many more */
    void check(Address address, int messages);
}
