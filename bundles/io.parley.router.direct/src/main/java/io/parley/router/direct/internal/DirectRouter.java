package io.parley.router.direct.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Sends each message of a route to all of its targets, or, when one of them does not take it, to none. A rule is an address:
 * {@code queue:orders}.
 */
@Component
@RouterName("direct")
@Inline
public final class DirectRouter implements Router {

    private final Targets targets = new Targets("direct");

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        return targets.of(rules);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        targets.check(rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return Set.copyOf(targets.of(rules));
    }
}
