package io.parley.router.topic.internal;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;

/** What matches the pattern goes to the target. */
record Rule(Pattern pattern, Address target) {

    private static final String ARROW = "->";

    /** Reads {@code <pattern> -> <address>}. */
    static Rule parse(String text) throws PluginException {
        int arrow = text.lastIndexOf(ARROW);
        if (arrow < 0) {
            throw new PluginException("Rule '" + text + "' has no '->' between its pattern and its target address");
        }
        try {
            Pattern pattern = Pattern.parse(text.substring(0, arrow).trim());
            Address target =
                    Address.parse(text.substring(arrow + ARROW.length()).trim());
            if (target.kind() == Address.Kind.ROUTE) {
                throw new IllegalArgumentException("a route leads to a queue, topic or session, not to a route");
            }
            return new Rule(pattern, target);
        } catch (IllegalArgumentException e) {
            throw new PluginException("Rule '" + text + "': " + e.getMessage(), e);
        }
    }
}
