package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Headers;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Routed.Hop;
import io.parley.engine.pipeline.Routed.Kept;
import io.parley.engine.pipeline.Routed.Target;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.router.Load;
import io.parley.spi.tracing.Operation;
import io.parley.spi.tracing.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of one message through routes, each of which decides about it once. For one thread at a time.
 *
 * <p>A way that comes back to a route, or is longer than {@value #LONGEST} routes, is refused: configurations do not have such
 * ways, but routers may make them.
 */
final class RouteWalk {

    static final int LONGEST = 16;

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Routes routes;
    private final Plugins plugins;
    private final Function<Address, Load> loads;
    private final Span span;
    private final Map<Address, Target> targets = new LinkedHashMap<>();
    private final List<Kept> kept = new ArrayList<>();
    private final Set<Address> visited = new HashSet<>();

    RouteWalk(Routes routes, Plugins plugins, Function<Address, Load> loads, Span span) {
        this.routes = routes;
        this.plugins = plugins;
        this.loads = loads;
        this.span = span;
    }

    CompletionStage<Routed> begin(Message message) {
        return visit(message.address(), message, Optional.empty()).thenApply(done -> routed());
    }

    /** The target is not there: what its route says for that case, and all others as they are. */
    CompletionStage<Routed> replace(Routed before, Target absent, RefusedException why) {
        kept.addAll(before.kept());
        before.targets().stream()
                .filter(target -> target != absent)
                .forEach(target -> targets.put(target.address(), target));
        return unroutable(absent.by().orElseThrow(), why).thenApply(done -> routed());
    }

    private Routed routed() {
        return new Routed(List.copyOf(targets.values()), List.copyOf(kept));
    }

    private CompletionStage<Void> visit(Address address, Message message, Optional<Hop> from) {
        return visit(address, message, from, from.map(Hop::path).orElse(List.of()));
    }

    /** @param from whose policy counts when there is no such route */
    private CompletionStage<Void> visit(Address address, Message message, Optional<Hop> from, List<Address> path) {
        List<Address> longer = Stream.concat(path.stream(), Stream.of(address)).toList();
        if (path.contains(address)) {
            return refuse(Reason.INVALID, "The message would go round and round: " + names(longer));
        }
        if (path.size() == LONGEST) {
            return refuse(
                    Reason.INVALID, "The message would come by more than " + LONGEST + " routes: " + names(longer));
        }
        if (visited.contains(address)) {
            return DONE;
        }
        Optional<Routes.Route> found;
        try {
            found = routes.route(address);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        if (found.isEmpty()) {
            var absent = new RefusedException(Reason.NOT_FOUND, "There is no route named '" + address.name() + "'");
            return from.isEmpty() ? CompletableFuture.failedStage(absent) : unroutable(from.get(), absent);
        }
        visited.add(address);
        return ask(new Hop(longer, found.get(), typed(message, found.get())));
    }

    private static Message typed(Message message, Routes.Route route) {
        return message.contentType().isPresent() || route.contentType().isEmpty()
                ? message
                : message.with().contentType(route.contentType().get()).build();
    }

    private record Decision(List<Address> targets, List<String> keys) {}

    private CompletionStage<Void> ask(Hop hop) {
        Address address = hop.address();
        long turn = routes.turn(address);
        String router = hop.route().router();
        return span.begin(Operation.ROUTE, router)
                .over(plugins.callWithOthers(plugins.routers(), router, plugin -> {
                    // One for each attempt: a router that hangs may still use its own.
                    var around = new RouteSurroundings(address, hop.message(), turn, routes, plugins, loads);
                    var chosen = plugin.route(hop.message(), hop.route().rules(), around);
                    return new Decision(copy(chosen, router, address), around.keys());
                }))
                .thenCompose(decision -> follow(hop, decision));
    }

    /** @throws RefusedException when it is no list of addresses */
    private static List<Address> copy(List<Address> chosen, String router, Address route) {
        if (chosen == null || chosen.stream().anyMatch(Objects::isNull)) {
            throw new RefusedException(
                    Reason.UNAVAILABLE,
                    "The router '" + router + "' returned " + (chosen == null ? "nothing" : "null among its targets")
                            + " for a message to " + route
                            + "; where there is no target it has to return an empty list");
        }
        return List.copyOf(chosen);
    }

    private CompletionStage<Void> follow(Hop hop, Decision decision) {
        decision.keys().forEach(key -> kept.add(new Kept(hop.address(), key)));
        if (decision.targets().isEmpty()) {
            return unroutable(
                    hop,
                    new RefusedException(
                            Reason.NOT_FOUND, "The rules of " + hop.address() + " give this message no target"));
        }
        CompletionStage<Void> all = DONE;
        for (Address target : decision.targets()) {
            if (target.kind() == Address.Kind.ROUTE) {
                all = all.thenCompose(done -> visit(target, hop.message(), Optional.of(hop)));
            } else {
                add(hop.message().with().address(target).build(), Optional.of(hop));
            }
        }
        return all;
    }

    private void add(Message message, Optional<Hop> by) {
        targets.putIfAbsent(message.address(), new Target(message, by));
    }

    private CompletionStage<Void> unroutable(Hop hop, RefusedException why) {
        routes.unroutable(hop.address());
        Routes.Unroutable policy = hop.route().unroutable();
        if (policy instanceof Routes.Unroutable.DeadLetter dead) {
            Headers headers = hop.message()
                    .headers()
                    .with(DeadLetters.CAUSE, DeadLetters.UNROUTABLE)
                    .with(DeadLetters.DETAIL, why.getMessage())
                    .with(DeadLetters.ATTEMPTS, "0")
                    .with(DeadLetters.ORIGIN, hop.address().toString());
            add(hop.message().with().address(dead.address()).headers(headers).build(), Optional.empty());
            return DONE;
        }
        if (policy instanceof Routes.Unroutable.Alternate alternate) {
            if (alternate.address().kind() == Address.Kind.ROUTE) {
                return visit(alternate.address(), hop.message(), Optional.empty(), hop.path());
            }
            add(hop.message().with().address(alternate.address()).build(), Optional.empty());
            return DONE;
        }
        return CompletableFuture.failedStage(why);
    }

    private static <T> CompletionStage<T> refuse(Reason reason, String words) {
        return CompletableFuture.failedStage(new RefusedException(reason, words));
    }

    private static String names(List<Address> path) {
        return path.stream().map(Address::toString).collect(Collectors.joining(" -> "));
    }
}
