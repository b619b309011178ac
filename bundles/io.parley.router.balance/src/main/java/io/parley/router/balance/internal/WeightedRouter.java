package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Sends each message of a route to one target, by weight: of any {@code n} messages, {@code n} being the sum of all weights, each target
 * gets as many as it weighs, spread evenly. One that does not take messages just now is passed over. A rule is a weight from 1 to
 * {@value Schedule#MOST} and a target, {@code 3 -> queue:large}.
 */
@Component
@RouterName("weighted")
@Inline
public final class WeightedRouter implements Router {

    private final CompiledRules<List<Address>> schedules = new CompiledRules<>(Schedule::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        return Pick.from(schedules.of(rules), around.turn(), around);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        Schedule.compile(rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return Set.copyOf(schedules.of(rules));
    }
}
