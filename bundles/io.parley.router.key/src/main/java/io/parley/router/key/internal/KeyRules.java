package io.parley.router.key.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.TargetRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the rules of a route by key say.
 *
 * @param key what messages are told apart by
 * @param targets where they go
 */
record KeyRules(Key key, List<Address> targets) {

    /**
     * Each rule is an address, but for one that may say {@code key = …}.
     *
     * @param router its name, for people
     */
    static KeyRules compile(String router, List<String> rules) throws PluginException {
        Key key = null;
        Set<Address> targets = new LinkedHashSet<>();
        for (String rule : rules) {
            if (!Key.isRule(rule)) {
                targets.add(TargetRule.address(rule));
            } else if (key == null) {
                key = Key.parse(rule);
            } else {
                throw TargetRule.wrong(rule, "the key is named already");
            }
        }
        if (targets.isEmpty()) {
            throw new PluginException("A " + router + " route has one address or more among its rules, such as"
                    + " queue:orders, and perhaps one like key = header.customer; there are " + rules);
        }
        return new KeyRules(key == null ? Key.DEFAULT : key, List.copyOf(targets));
    }
}
