package io.parley.router.direct.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.CompiledRules;
import io.parley.spi.router.TargetRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Rules of which each is an address. Safe for all threads. */
final class Targets {

    private final String router;
    private final CompiledRules<List<Address>> compiled = new CompiledRules<>(this::compile);

    /** @param router its name, for people */
    Targets(String router) {
        this.router = router;
    }

    /** Each address once, in the rules' order. */
    List<Address> of(List<String> rules) throws PluginException {
        return compiled.of(rules);
    }

    void check(List<String> rules) throws PluginException {
        compile(rules);
    }

    private List<Address> compile(List<String> rules) throws PluginException {
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
