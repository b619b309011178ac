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
 * Sends each message of a route to one target, each in its turn; one that does not take messages just now is passed over. A rule is an
 * address.
 */
@Component
@RouterName("round-robin")
@Inline
public final class RoundRobinRouter implements Router {

    private final CompiledRules<List<Address>> targets =
            new CompiledRules<>(rules -> Alternatives.compile("round-robin", rules));

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        return Pick.from(targets.of(rules), around.turn(), around);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        Alternatives.compile("round-robin", rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return Set.copyOf(targets.of(rules));
    }
}
