package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import java.util.Optional;

/** What a service makes of messages to its kind of address. Safe for all threads; must not block. */
public interface Acceptor {

    /** The kind of address that it is for. */
    Address.Kind kind();

    /** The name of the compressor with which messages to that address are stored; empty for none. */
    Optional<String> compressor(Address address);

    /**
     * Adds to the batch what makes the message arrive.
     *
     * @param address where it goes; the message has it too, whatever route it came by
     * @throws io.parley.api.message.RefusedException when it is not accepted there
     */
    void plan(Address address, Incoming incoming);
}
