package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many messages routes have sent to an address that have not arrived yet: a route that looks for the least load is not to send all
 * messages of a moment to the same place. Safe for all threads.
 */
final class OnTheWay {

    /** Those with none are not there. */
    private final Map<Address, Integer> counts = new ConcurrentHashMap<>();

    int to(Address address) {
        return counts.getOrDefault(address, 0);
    }

    void begin(Routed routed) {
        routed.targets().stream()
                .filter(target -> target.by().isPresent())
                .forEach(target -> counts.merge(target.address(), 1, Integer::sum));
    }

    void end(Routed routed) {
        routed.targets().stream()
                .filter(target -> target.by().isPresent())
                .forEach(target ->
                        counts.computeIfPresent(target.address(), (to, count) -> count == 1 ? null : count - 1));
    }
}
