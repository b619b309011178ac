package io.parley.router.key.internal;

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
 * Sends all messages of a key to one target, which the key and the targets' names decide: when a target is added or removed, few keys
 * move. A target that is full keeps its keys, so that their order holds; one that does not exist gives them to the others. Messages
 * without a key are spread by their ids.
 */
@Component
@RouterName("consistent-hash")
@Inline
public final class ConsistentHashRouter implements Router {

    private final CompiledRules<KeyRules> compiled = new CompiledRules<>(ConsistentHashRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        KeyRules route = compiled.of(rules);
        String key =
                route.key().of(message, around).orElseGet(() -> message.id().toString());
        return Rendezvous.order(key, route.targets()).stream()
                .filter(target -> around.load(target).exists())
                .limit(1)
                .toList();
    }

    @Override
    public void check(List<String> rules) throws PluginException {
        compile(rules);
    }

    @Override
    public Set<Address> targets(List<String> rules) throws PluginException {
        return Set.copyOf(compiled.of(rules).targets());
    }

    private static KeyRules compile(List<String> rules) throws PluginException {
        return KeyRules.compile("consistent-hash", rules);
    }
}
