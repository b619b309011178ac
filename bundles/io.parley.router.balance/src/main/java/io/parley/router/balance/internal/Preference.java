package io.parley.router.balance.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Load;
import io.parley.spi.router.TargetRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target, and how it has to stand with it.
 *
 * @param consumed whether somebody has to consume it, as far as that is known
 * @param below fewer messages than that have to be there
 */
record Preference(Address target, boolean consumed, long below) {

    private static final Pattern DEPTH = Pattern.compile("depth\\s*<\\s*([0-9]{1,10})");

    static Preference parse(String rule) throws PluginException {
        if (!TargetRule.isConditional(rule)) {
            return new Preference(TargetRule.address(rule), false, Long.MAX_VALUE);
        }
        TargetRule parts = TargetRule.parse(rule);
        boolean consumed = false;
        long below = Long.MAX_VALUE;
        for (String part : parts.condition().split("\\band\\b", -1)) {
            Matcher depth = DEPTH.matcher(part.strip());
            if (part.strip().equals("consumers") && !consumed) {
                consumed = true;
            } else if (depth.matches() && below == Long.MAX_VALUE && Long.parseLong(depth.group(1)) > 0) {
                below = Long.parseLong(depth.group(1));
            } else {
                throw TargetRule.wrong(
                        rule,
                        "before -> stands consumers, depth < a number of messages above 0, or both with 'and' between,"
                                + " not '" + parts.condition() + "'");
            }
        }
        return new Preference(parts.target(), consumed, below);
    }

    boolean holds(Load load) {
        return load.available()
                && load.depth() < below
                && !(consumed && load.consumers().orElse(1) == 0);
    }
}
