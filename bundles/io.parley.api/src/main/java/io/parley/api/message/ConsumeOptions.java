package io.parley.api.message;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a consumer takes messages.
 *
 * @param lease how long a delivery stays the consumer's before it goes to another; {@link Duration#ZERO} for as long as
 *     the consumer lives
 * @param name of the consumer, for people; empty for none
 * @param filter of a queue the consumer gets what matches alone, and leaves the rest to others; an inbox has none
 */
public record ConsumeOptions(Duration lease, String name, Optional<FilterExpression> filter) {

    /** A lease of 30 s, and no filter. */
    public static final ConsumeOptions DEFAULT = new ConsumeOptions(Duration.ofSeconds(30));

    public ConsumeOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(filter, "filter");
        if (lease.isNegative() || lease.compareTo(Delivery.LONGEST) > 0) {
            throw new IllegalArgumentException("lease is zero to " + Delivery.LONGEST.toDays() + " days, not " + lease);
        }
    }

    /** Without a name or a filter. */
    public ConsumeOptions(Duration lease) {
        this(lease, "", Optional.empty());
    }

    /** The same, for messages that match. */
    public ConsumeOptions matching(FilterExpression expression) {
        return new ConsumeOptions(lease, name, Optional.of(expression));
    }

    /** The same, for a consumer that logs call by that name. */
    public ConsumeOptions named(String consumer) {
        return new ConsumeOptions(lease, consumer, filter);
    }
}
