package io.parley.engine.plugin;

import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.filter.Filter;
import io.parley.spi.logging.Loggers;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tests messages by expressions. Each is compiled once by the filter that is there, and again by its successor; when a filter goes,
 * nothing of it is kept. Safe for all threads.
 */
public final class MessageFilters {

    /** So many compiled expressions are kept. */
    private static final int MOST = 100_000;

    private record Compiled(Filter by, Predicate<Message> test) {}

    private final PluginRegistry<Filter> filters;
    private final Map<FilterExpression, Compiled> compiled = new ConcurrentHashMap<>();

    MessageFilters(PluginRegistry<Filter> filters) {
        this.filters = filters;
        filters.whenGone(compiled::clear);
    }

    /**
     * Checks an expression that somebody wants to use.
     *
     * @return fails with a {@link RefusedException}: UNAVAILABLE when there is no filter for the language, INVALID in the filter's words
     */
    public CompletionStage<Void> check(FilterExpression expression) {
        String language = expression.language();
        if (!filters.present(language)) {
            return CompletableFuture.failedStage(new RefusedException(
                    Reason.UNAVAILABLE,
                    "No filter for the language '" + language + "' is running; there are " + filters.names()));
        }
        return compiled(expression);
    }

    /**
     * Checks an expression that somebody uses in any case, also while there is no filter for its language.
     *
     * @param begin run once: when the expression is right, or the filter is not there
     * @param refuse told when the expression is wrong: in place of {@code begin}, or when the filter has come
     */
    public void check(FilterExpression expression, Runnable begin, Consumer<RefusedException> refuse) {
        check(expression).whenComplete((right, failure) -> {
            RefusedException why = failure == null ? null : RefusedException.of(failure);
            if (why != null && why.reason() != Reason.UNAVAILABLE) {
                refuse.accept(why);
                return;
            }
            begin.run();
            if (why != null) {
                compiled(expression).whenComplete((there, wrong) -> {
                    if (wrong != null) {
                        refuse.accept(RefusedException.of(wrong));
                    }
                });
            }
        });
    }

    /** Waits while there is no filter. */
    private CompletionStage<Void> compiled(FilterExpression expression) {
        return filters.call(expression.language(), filter -> {
            filter.compile(expression.text());
            return null;
        });
    }

    /**
     * Whether the message passes. On the calling thread: what filters compile has bounded cost.
     *
     * @throws MissingPluginException when the filter is not there
     */
    public boolean passes(FilterExpression expression, Message message) throws MissingPluginException {
        try {
            return filters.callHere(
                            expression.language(),
                            filter -> compiled(expression, filter).test.test(message))
                    .orElseThrow(() -> new MissingPluginException(filters.kind(), expression.language()));
        } catch (MissingPluginException e) {
            throw e;
        } catch (PluginException | RefusedException e) {
            Loggers.plugin(filters.kind(), expression.language())
                    .warn("'{}' lets nothing through: {}", expression.text(), e.getMessage());
            return false;
        }
    }

    private Compiled compiled(FilterExpression expression, Filter filter) throws PluginException {
        Compiled known = compiled.get(expression);
        if (known != null && known.by == filter) {
            return known;
        }
        Compiled made = new Compiled(filter, filter.compile(expression.text()));
        if (compiled.size() >= MOST) {
            compiled.clear();
        }
        compiled.put(expression, made);
        return made;
    }
}
