package io.parley.router.direct.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.Fields;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Sends each message of a route to all of its targets. A rule is an address: {@code queue:orders}. */
@Component
@RouterName("direct")
@Inline
public final class DirectRouter implements Router {

    private final CompiledRules<List<Address>> targets = new CompiledRules<>(DirectRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Fields fields) throws PluginException {
        return targets.of(rules);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        compile(rules);
    }

    private static List<Address> compile(List<String> rules) throws PluginException {
        if (rules.isEmpty()) {
            throw new PluginException("A direct route has one rule or more, each an address such as queue:orders");
        }
        Set<Address> addresses = new LinkedHashSet<>();
        for (String rule : rules) {
            addresses.add(target(rule));
        }
        return List.copyOf(addresses);
    }

    private static Address target(String rule) throws PluginException {
        try {
            Address address = Address.parse(rule.trim());
            if (address.kind() != Address.Kind.ROUTE) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new PluginException("Rule '" + rule + "': " + e.getMessage(), e);
        }
        throw new PluginException("Rule '" + rule + "': a route leads to a queue, topic or session, not to a route");
    }
}
