package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import java.util.List;
import java.util.Optional;

/** The configured routes. Safe for all threads. */
public interface Routes {

    /**
     * A route.
     *
     * @param router the router's name
     * @param rules for that router; the same list object until the configuration changes
     */
    record Route(String router, List<String> rules) {
        public Route {
            rules = List.copyOf(rules);
        }
    }

    /** The route of that address. */
    Optional<Route> route(Address address);
}
