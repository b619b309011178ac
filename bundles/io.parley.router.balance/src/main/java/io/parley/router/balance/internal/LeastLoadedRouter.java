package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Sends each message of a route to the target where the fewest messages wait for each consumer; of several in turn. Queues that nobody
 * consumes come last, and targets that do not take messages just now only when no other does. A rule is an address.
 */
@Component
@RouterName("least-loaded")
@Inline
public final class LeastLoadedRouter implements Router {

    /** More messages than there can be anywhere. */
    private static final double UNCONSUMED = 1e15;

    private final CompiledRules<List<Address>> targets =
            new CompiledRules<>(rules -> Alternatives.compile("least-loaded", rules));

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        List<Address> all = targets.of(rules);
        List<Address> least = new ArrayList<>();
        double smallest = Double.POSITIVE_INFINITY;
        for (Address address : all) {
            Load load = around.load(address);
            double weight = weight(load);
            if (load.available() && weight <= smallest) {
                if (weight < smallest) {
                    least.clear();
                    smallest = weight;
                }
                least.add(address);
            }
        }
        return Pick.from(least.isEmpty() ? all : least, around.turn(), around);
    }

    /** Where nobody is known to consume, more than anywhere else, but still by the number of messages. */
    private static double weight(Load load) {
        int consumers = load.consumers().orElse(1);
        return consumers == 0 ? UNCONSUMED + load.depth() : (double) load.depth() / consumers;
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        Alternatives.compile("least-loaded", rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return Set.copyOf(targets.of(rules));
    }
}
