package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/**
 * Sends each message of a route to the first target that takes it: the others stand in for it while it does not. A rule is an address, or a
 * condition and an address:
 *
 * <pre>
 * consumers and depth &lt; 1000 -> queue:near      somebody consumes it, and fewer than 1,000 messages are there
 * depth &lt; 100000             -> queue:far
 * queue:anywhere
 * </pre>
 */
@Component
@RouterName("first-available")
@Inline
public final class FirstAvailableRouter implements Router {

    private final CompiledRules<List<Preference>> preferences = new CompiledRules<>(FirstAvailableRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        List<Preference> all = preferences.of(rules);
        for (Preference preference : all) {
            if (preference.holds(around.load(preference.target()))) {
                return List.of(preference.target());
            }
        }
        return Pick.from(all.stream().map(Preference::target).toList(), 0, around);
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        compile(rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return preferences.of(rules).stream().map(Preference::target).collect(Collectors.toUnmodifiableSet());
    }

    private static List<Preference> compile(List<String> rules) throws PluginException {
        if (rules.isEmpty()) {
            throw new PluginException(
                    "A first-available route has one rule or more, each an address such as queue:near,"
                            + " or like depth < 1000 -> queue:near");
        }
        List<Preference> all = new ArrayList<>();
        for (String rule : rules) {
            all.add(Preference.parse(rule));
        }
        return List.copyOf(all);
    }
}
