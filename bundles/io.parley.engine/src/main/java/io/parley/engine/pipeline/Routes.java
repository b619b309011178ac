package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.engine.Batch;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The configured routes, and what is remembered of each. Safe for all threads; must not block. */
public interface Routes {

    /** What becomes of a message for which a route has no target, or whose target is not there. */
    sealed interface Unroutable {

        /** It is refused to its sender. */
        Unroutable REJECT = new Reject();

        /** As {@link #REJECT}. */
        record Reject() implements Unroutable {}

        /** It goes to that address, with the headers of {@link io.parley.api.message.DeadLetters}. */
        record DeadLetter(Address address) implements Unroutable {}

        /** It goes to that address, which may be another route. */
        record Alternate(Address address) implements Unroutable {}
    }

    /**
     * A route.
     *
     * @param router the router's name
     * @param rules for that router; the same list object until the configuration changes
     * @param contentType of messages that come without one
     * @param unroutable what becomes of messages without a target
     */
    record Route(String router, List<String> rules, Optional<String> contentType, Unroutable unroutable) {
        public Route {
            rules = List.copyOf(rules);
            Objects.requireNonNull(contentType, "contentType");
            Objects.requireNonNull(unroutable, "unroutable");
        }

        public Route(String router, List<String> rules) {
            this(router, rules, Optional.empty(), Unroutable.REJECT);
        }
    }

    /** The route of that address. */
    Optional<Route> route(Address address);

    /** The number of the message that the route is about to decide about, from 0; each is given once. */
    default long turn(Address route) {
        return 0;
    }

    /** The route had no target for a message. */
    default void unroutable(Address route) {
        // Nobody counts.
    }

    /** As {@link io.parley.spi.router.Surroundings#assigned}. */
    default Optional<Address> assigned(Address route, String key) {
        return Optional.empty();
    }

    /** As {@link io.parley.spi.router.Surroundings#assign}. */
    default Address assign(Address route, String key, Optional<Address> expected, Address address) {
        return address;
    }

    /** Adds to the batch what makes durable that the route keeps an address for that key, unless it is durable already. */
    default void keep(Address route, String key, Batch batch) {
        // Nothing is kept.
    }
}
