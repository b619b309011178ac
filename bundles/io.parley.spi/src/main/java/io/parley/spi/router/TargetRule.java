package io.parley.spi.router;

import io.parley.api.message.Address;
import io.parley.spi.plugin.PluginException;
import java.util.Objects;

/**
 * A rule of the form {@code <condition> -> <address>}, as most routers have it.
 *
 * @param condition what stands before the arrow, without space around it; may be empty
 * @param target where the message goes
 */
public record TargetRule(String condition, Address target) {

    private static final String ARROW = "->";

    public TargetRule {
        Objects.requireNonNull(condition, "condition");
        Objects.requireNonNull(target, "target");
    }

    /** Whether the rule has a condition. */
    public static boolean isConditional(String rule) {
        return rule.contains(ARROW);
    }

    /**
     * Reads a rule that has an arrow; the last one counts.
     *
     * @throws PluginException naming the rule and what is allowed
     */
    public static TargetRule parse(String rule) throws PluginException {
        int arrow = rule.lastIndexOf(ARROW);
        if (arrow < 0) {
            throw new PluginException(
                    "Rule '" + rule + "' has no '->' between what stands before it and its target address");
        }
        return new TargetRule(rule.substring(0, arrow).strip(), address(rule, rule.substring(arrow + ARROW.length())));
    }

    /**
     * Reads a rule that is an address and nothing else.
     *
     * @throws PluginException naming the rule and what is allowed
     */
    public static Address address(String rule) throws PluginException {
        return address(rule, rule);
    }

    private static Address address(String rule, String text) throws PluginException {
        try {
            return Address.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw wrong(rule, e.getMessage());
        }
    }

    /** What to throw for a rule that is wrong. */
    public static PluginException wrong(String rule, String why) {
        return new PluginException("Rule '" + rule + "': " + why);
    }
}
