package io.parley.router.topic.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.TargetRule;

/** What matches the pattern goes to the target. */
record Rule(Pattern pattern, Address target) {

    /** Reads {@code <pattern> -> <address>}. */
    static Rule parse(String text) throws PluginException {
        TargetRule rule = TargetRule.parse(text);
        try {
            return new Rule(Pattern.parse(rule.condition()), rule.target());
        } catch (IllegalArgumentException e) {
            throw TargetRule.wrong(text, e.getMessage());
        }
    }
}
