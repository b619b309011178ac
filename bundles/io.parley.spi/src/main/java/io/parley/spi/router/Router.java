package io.parley.spi.router;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides where a message on a route goes. Registered with {@link RouterName}.
 *
 * <p>Called by many threads at once, on lane workers unless marked {@link io.parley.spi.plugin.Inline}: for the messages that were
 * sent to one route one after another, in their order, but also for those that come to it by other routes. Must not wait for
 * other work. What it has to remember from one message to the next it gets from the {@link Surroundings}, so that its
 * successor goes on with it.
 */
@ConsumerType
public interface Router {

    /**
     * The addresses that get the message, each once; another route among them decides in its turn.
     *
     * @param message on its way through the route
     * @param rules the route's configured rules; the same list object until the configuration changes, so that what was
     *     made of it can be kept
     * @param around reads fields of the message's payload, and knows what is around the route
     * @return none for a message that the rules leave without a target
     * @throws PluginException when that cannot be decided for this message
     */
    List<Address> route(Message message, List<String> rules, Surroundings around) throws PluginException;

    /**
     * Checks rules before they are used.
     *
     * @throws PluginException naming the rule and what is allowed
     */
    void check(List<String> rules) throws PluginException;

    /**
     * The addresses that good rules name as targets. Routes among them are followed when a route is configured, so that a loop is refused
     * then; one that is not named here is noticed only when a message runs into it.
     */
    default Set<Address> targets(List<String> rules) throws PluginException {
        return Set.of();
    }

    /** The expressions in filters' languages that good rules contain; they are checked with the rules. */
    default Set<FilterExpression> filters(List<String> rules) throws PluginException {
        return Set.of();
    }
}
