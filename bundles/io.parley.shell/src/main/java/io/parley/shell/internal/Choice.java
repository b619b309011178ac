package io.parley.shell.internal;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.plugin.MessageFilters;
import io.parley.spi.plugin.MissingPluginException;
import java.util.function.Predicate;

/** Which messages a command is about. */
final class Choice {

    private Choice() {}

    /**
     * By an expression; an empty one stands for all.
     *
     * @throws RefusedException in the filter's words
     */
    static Predicate<Message> of(MessageFilters filters, String language, String expression) {
        if (expression.isEmpty()) {
            return message -> true;
        }
        FilterExpression filter = new FilterExpression(language, expression);
        Results.of(filters.check(filter));
        return message -> {
            try {
                return filters.passes(filter, message);
            } catch (MissingPluginException e) {
                throw new RefusedException(Reason.UNAVAILABLE, e.getMessage(), e);
            }
        };
    }
}
