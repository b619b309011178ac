package io.parley.api.event;

import io.parley.api.message.FilterExpression;
import java.util.Objects;
import java.util.Optional;

/**
 * What to listen to.
 *
 * @param pattern a topic name in which {@code +} stands for one level and a last {@code #} for any number of levels
 *     (MQTT 3.1.1 section 4.7)
 * @param start where to begin; a durable subscription that has a cursor goes on from there instead
 * @param name the name of a durable subscription, which owns a cursor; empty for one that ends with its subscriber
 * @param filter lets matching events through alone; the others take no demand
 */
public record Subscription(String pattern, Start start, Optional<String> name, Optional<FilterExpression> filter) {

    public Subscription {
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(filter, "filter");
    }

    /** Without a filter. */
    public Subscription(String pattern, Start start, Optional<String> name) {
        this(pattern, start, name, Optional.empty());
    }

    /** New events on matching topics, until cancelled. */
    public static Subscription live(String pattern) {
        return new Subscription(pattern, new Start.Latest(), Optional.empty());
    }

    /** Events from that place on, until cancelled. */
    public static Subscription from(String pattern, Start start) {
        return new Subscription(pattern, start, Optional.empty());
    }

    /** A durable subscription; {@code start} counts when the name is new. */
    public static Subscription durable(String name, String pattern, Start start) {
        return new Subscription(pattern, start, Optional.of(name));
    }

    /** The same, for events whose message matches. */
    public Subscription matching(FilterExpression expression) {
        return new Subscription(pattern, start, name, Optional.of(expression));
    }
}
