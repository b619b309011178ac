package io.parley.spi.router;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.spi.plugin.PluginException;
import java.util.Optional;

/**
 * What a router may ask while it decides about one message: during the call only, on the thread of the call. Whoever offers it
 * overrides what it can answer; by default there is nothing around the route.
 */
@FunctionalInterface
public interface Surroundings extends Fields {

    /** How it stands with an address just now. Cheap; any address may be asked for. */
    default Load load(Address address) {
        return Load.UNKNOWN;
    }

    /**
     * How many messages came to this route before this one: 0, 1, 2 and so on. Each number is given once; it begins anew when
     * Parley starts, not when a configuration or a router changes. A message that is decided about again has the same one.
     */
    default long turn() {
        return 0;
    }

    /**
     * Whether the message passes an expression in a filter's language.
     *
     * @throws io.parley.spi.plugin.MissingPluginException when the filter is not there: let it through
     */
    default boolean passes(FilterExpression expression) throws PluginException {
        throw new PluginException("There are no filters here for '" + expression.text() + "'");
    }

    /**
     * The address that this route keeps for a key. It is kept as durably as the journal does, and for each route so many keys are kept
     * as is configured there; beyond that the one that was asked for longest ago goes.
     */
    default Optional<Address> assigned(String key) {
        return Optional.empty();
    }

    /**
     * Keeps an address for a key, if what is kept for it still is the expected one; it becomes durable together with the message.
     *
     * @param expected what {@link #assigned} gave
     * @return the address kept for the key from now on: of two who assign at once both get the first one's
     */
    default Address assign(String key, Optional<Address> expected, Address address) {
        return address;
    }
}
