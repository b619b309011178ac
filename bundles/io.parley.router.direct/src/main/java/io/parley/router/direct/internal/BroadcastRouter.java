package io.parley.router.direct.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.Inline;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.RouterName;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Sends each message of a route to every target that takes it just now: one that is full or not there keeps it from nobody else. Where
 * none takes it, the message goes to those that are there, whose refusal says why. A rule is an address.
 */
@Component
@RouterName("broadcast")
@Inline
public final class BroadcastRouter implements Router {

    private final Targets targets = new Targets("broadcast");

    @Override
    public List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException {
        List<Address> taking = new ArrayList<>();
        List<Address> others = new ArrayList<>();
        for (Address target : targets.of(rules)) {
            switch (around.load(target).state()) {
                // What is parked flows later, in order: nothing of it is lost.
                case AVAILABLE, PARKED -> taking.add(target);
                case FULL -> others.add(target);
                case ABSENT -> {}
            }
        }
        return taking.isEmpty() ? others : taking;
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
