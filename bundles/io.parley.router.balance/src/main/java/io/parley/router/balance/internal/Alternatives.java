package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.TargetRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules of which each is an address; one is as good as another. */
final class Alternatives {

    private Alternatives() {}

    /** Each address once. */
    static List<Address> compile(String router, List<String> rules) throws PluginException {
        if (rules.isEmpty()) {
            throw new PluginException(
                    "A " + router + " route has one rule or more, each an address such as queue:orders");
        }
        Set<Address> addresses = new LinkedHashSet<>();
        for (String rule : rules) {
            addresses.add(TargetRule.address(rule));
        }
        return List.copyOf(addresses);
    }
}
