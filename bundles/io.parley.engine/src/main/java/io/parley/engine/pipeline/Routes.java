package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The configured routes. Safe for all threads. */
public interface Routes {

    /**
     * A route.
     *
     * @param router the router's name
     * @param rules for that router; the same list object until the configuration changes
     * @param contentType of messages that come without one
     */
    record Route(String router, List<String> rules, Optional<String> contentType) {
        public Route {
            rules = List.copyOf(rules);
            Objects.requireNonNull(contentType, "contentType");
        }

        public Route(String router, List<String> rules) {
            this(router, rules, Optional.empty());
        }
    }

    /** The route of that address. */
    Optional<Route> route(Address address);
}
