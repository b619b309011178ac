package io.parley.spi.router;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.spi.plugin.PluginException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides where a message on a route goes. Registered with {@link RouterName}.
 *
 * <p>Called by many threads at once, for one route by one at a time, on lane workers unless marked
 * {@link io.parley.spi.plugin.Inline}; must not wait for other work.
 */
@ConsumerType
public interface Router {

    /**
     * The addresses that get the message, each once.
     *
     * @param message addressed to the route
     * @param rules the route's configured rules; the same list object until the configuration changes, so that what was
     *     made of it can be kept
     * @param fields reads fields of the message's payload
     * @return none for a message that the rules leave without a target
     * @throws PluginException when that cannot be decided for this message
     */
    List<Address> route(Message message, List<String> rules, Fields fields) throws PluginException;

    /**
     * Checks rules before they are used.
     *
     * @throws PluginException naming the rule and what is allowed
     */
    void check(List<String> rules) throws PluginException;
}
