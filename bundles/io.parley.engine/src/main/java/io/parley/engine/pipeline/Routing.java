package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.router.Load;
import io.parley.spi.tracing.Span;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Finds where messages on routes go. Safe for all threads. */
final class Routing {

    private final Plugins plugins;
    private final Function<Address, Load> loads;
    private volatile Routes routes = address -> Optional.empty();

    Routing(Plugins plugins, Function<Address, Load> loads) {
        this.plugins = plugins;
        this.loads = loads;
    }

    void routes(Routes value) {
        routes = value;
    }

    Routes routes() {
        return routes;
    }

    /**
     * Asks the message's route, and the routes that it leads to.
     *
     * @param span each router's call is a part of it
     * @return fails with a {@link RefusedException}
     */
    CompletionStage<Routed> route(Message message, Span span) {
        return new RouteWalk(routes, plugins, loads, span).begin(message);
    }

    /** As the route's policy says for a target that is not there; fails with a {@link RefusedException} when it knows none. */
    CompletionStage<Routed> instead(Routed routed, Routed.Target absent, RefusedException why, Span span) {
        return new RouteWalk(routes, plugins, loads, span).replace(routed, absent, why);
    }
}
