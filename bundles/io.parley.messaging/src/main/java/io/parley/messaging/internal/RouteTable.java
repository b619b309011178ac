package io.parley.messaging.internal;

import io.parley.api.message.Address;
import io.parley.engine.pipeline.Routes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The configured routes. Safe for all threads. */
final class RouteTable implements Routes {

    private final Map<String, Route> routes = new ConcurrentHashMap<>();

    void put(String name, Route route) {
        routes.put(name, route);
    }

    void remove(String name) {
        routes.remove(name);
    }

    @Override
    public Optional<Route> route(Address address) {
        return Optional.ofNullable(routes.get(address.name()));
    }
}
