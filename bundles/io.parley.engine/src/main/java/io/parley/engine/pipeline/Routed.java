package io.parley.engine.pipeline;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.engine.Batch;
import io.parley.engine.op.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a message goes.
 *
 * @param targets none of them a route
 * @param kept what the routes on the way keep
 */
record Routed(List<Target> targets, List<Kept> kept) {

    /** A message that comes by no route. */
    static Routed straight(Message message) {
        return new Routed(List.of(new Target(message, Optional.empty())), List.of());
    }

    /** The message goes to those addresses, too. */
    Routed and(Message message, List<Address> copies) {
        List<Target> more = new ArrayList<>(targets);
        copies.forEach(
                address -> more.add(new Target(message.with().address(address).build(), Optional.empty())));
        return new Routed(List.copyOf(more), kept);
    }

    /**
     * One target.
     *
     * @param message as it is to arrive there, the target's address included
     * @param by the route that chose it; empty where there is no other choice
     */
    record Target(Message message, Optional<Hop> by) {
        Address address() {
            return message.address();
        }

        StoredMessage stored(StoredMessage as) {
            if (as.message().address().equals(address())) {
                return as;
            }
            Message stored = message.with().payload(as.message().payload()).build();
            return new StoredMessage(stored, as.atRest());
        }
    }

    /**
     * A route on a message's way.
     *
     * @param path the routes up to this one, which is the last
     * @param route as it was configured then
     * @param message as it came here
     */
    record Hop(List<Address> path, Routes.Route route, Message message) {
        Address address() {
            return path.get(path.size() - 1);
        }
    }

    /** A route keeps an address for a key. */
    record Kept(Address route, String key) {}

    /** Adds to the batch what the routes keep. */
    void keep(Routes routes, Batch batch) {
        for (Kept one : kept) {
            routes.keep(one.route, one.key, batch);
        }
    }
}
