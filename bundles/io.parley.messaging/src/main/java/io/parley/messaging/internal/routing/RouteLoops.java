package io.parley.messaging.internal.routing;

import io.parley.api.message.Address;
import io.parley.engine.pipeline.Routes.Unroutable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds routes that lead back to themselves. */
final class RouteLoops {

    private RouteLoops() {}

    /** Where a message on a route may go next. */
    static Set<Address> steps(Set<Address> targets, Unroutable unroutable) {
        Set<Address> steps = new LinkedHashSet<>(targets);
        alternate(unroutable).ifPresent(steps::add);
        return steps;
    }

    static Optional<Address> alternate(Unroutable unroutable) {
        return unroutable instanceof Unroutable.Alternate alternate
                ? Optional.of(alternate.address())
                : Optional.empty();
    }

    /**
     * A shortest way from a route over its next steps back to it.
     *
     * @param steps where each other route leads
     * @return the route, what lies between, and the route again; empty when there is none
     */
    static Optional<List<Address>> find(Address route, Set<Address> first, Map<Address, Set<Address>> steps) {
        Deque<List<Address>> ways = new ArrayDeque<>(List.of(List.of(route)));
        Set<Address> seen = new HashSet<>();
        while (!ways.isEmpty()) {
            List<Address> way = ways.poll();
            Address last = way.get(way.size() - 1);
            for (Address next : way.size() == 1 ? first : steps.getOrDefault(last, Set.of())) {
                List<Address> longer = new ArrayList<>(way);
                longer.add(next);
                if (next.equals(route)) {
                    return Optional.of(longer);
                }
                if (next.kind() == Address.Kind.ROUTE && seen.add(next)) {
                    ways.add(longer);
                }
            }
        }
        return Optional.empty();
    }

    static IllegalArgumentException refusal(String pid, String key, List<Address> loop) {
        return new IllegalArgumentException(pid + ": " + key + " may not lead back to " + loop.get(0) + ", as '"
                + loop.get(1) + "' does: "
                + loop.stream().map(Address::toString).collect(Collectors.joining(" -> "))
                + "; allowed are targets from which no way comes back");
    }
}
