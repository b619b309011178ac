package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.router.Load;
import java.util.Optional;

/** What a service makes of messages to its kind of address. Safe for all threads; must not block. */
public interface Acceptor {

    /** The kind of address that it is for. */
    Address.Kind kind();

    /** The name of the compressor with which messages to that address are stored; empty for none. */
    Optional<String> compressor(Address address);

    /** How it stands with that address just now, for routers that choose; a little behind. */
    default Load load(Address address) {
        return Load.UNKNOWN;
    }

    /**
     * Adds to the batch what makes the message arrive.
     *
     * @param address where it goes; the message has it too, whatever route it came by
     * @throws io.parley.api.message.RefusedException when it is not accepted there
     * @throws MissingPluginException when that cannot be said without a plug-in that is not there: the message waits for it, and so does
     *     each later one to its address
     */
    void plan(Address address, Incoming incoming) throws MissingPluginException;
}
