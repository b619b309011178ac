package io.parley.router.key.internal;

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
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Sends all messages of a key to the target that its first one got: the one with the fewest messages then, of several in turn. The route
 * remembers it, also over a restart. A key gets another target when its own is no longer among the rules, or does not exist any
 * more; while it is full, messages of its keys are refused, so that their order holds. A message without a key is a key's first one, and
 * nothing is remembered.
 */
@Component
@RouterName("sticky")
@Inline
public final class StickyRouter implements Router {

    private final CompiledRules<KeyRules> compiled = new CompiledRules<>(StickyRouter::compile);

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        KeyRules route = compiled.of(rules);
        Optional<String> key = route.key().of(message, around);
        if (key.isEmpty()) {
            return choose(route.targets(), around).stream().toList();
        }
        Optional<Address> assigned = around.assigned(key.get());
        if (assigned.filter(address -> holds(address, route, around)).isPresent()) {
            return assigned.stream().toList();
        }
        return choose(route.targets(), around).map(address -> around.assign(key.get(), assigned, address)).stream()
                .toList();
    }

    private static boolean holds(Address address, KeyRules route, Surroundings around) {
        return route.targets().contains(address) && around.load(address).exists();
    }

    /** Empty when none exists. */
    private static Optional<Address> choose(List<Address> targets, Surroundings around) {
        List<Address> best = new ArrayList<>();
        long fewest = Long.MAX_VALUE;
        for (Address target : targets) {
            Load load = around.load(target);
            // One that does not take messages now will do when no other does.
            long depth = load.available() ? load.depth() : Long.MAX_VALUE;
            if (load.exists() && depth <= fewest) {
                if (depth < fewest) {
                    best.clear();
                    fewest = depth;
                }
                best.add(target);
            }
        }
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(best.get((int) Math.floorMod(around.turn(), (long) best.size())));
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
        return KeyRules.compile("sticky", rules);
    }
}
