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
 * @param atMostOnce see {@link #takingAtMostOnce}; an inbox has none
 */
public record ConsumeOptions(Duration lease, String name, Optional<FilterExpression> filter, boolean atMostOnce) {

    /** A lease of 30 s, and no filter. */
    public static final ConsumeOptions DEFAULT = new ConsumeOptions(Duration.ofSeconds(30));

    public ConsumeOptions {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(filter, "filter");
        if (lease.isNegative() || lease.compareTo(Delivery.LONGEST) > 0) {
            throw new IllegalArgumentException("lease is zero to " + Delivery.LONGEST.toDays() + " days, not " + lease);
        }
    }

    /** For messages that are acknowledged. */
    public ConsumeOptions(Duration lease, String name, Optional<FilterExpression> filter) {
        this(lease, name, filter, false);
    }

    /** Without a name or a filter. */
    public ConsumeOptions(Duration lease) {
        this(lease, "", Optional.empty());
    }

    /** The same, for messages that match. */
    public ConsumeOptions matching(FilterExpression expression) {
        return new ConsumeOptions(lease, name, Optional.of(expression), atMostOnce);
    }

    /** The same, for a consumer that logs call by that name. */
    public ConsumeOptions named(String consumer) {
        return new ConsumeOptions(lease, consumer, filter, atMostOnce);
    }

    /**
     * The same, for a consumer of a queue to whom each message comes at most once: it is done with before the consumer gets it. On a durable queue
     * that it has left the queue is durable by then, so it never comes a second time; whoever crashes then, or cancels the subscription while messages
     * are on their way to it, loses them. What the journal refuses to remove stays in the queue, and is tried again.
     *
     * <p>Nothing is to be acknowledged, and no lease runs: {@link Delivery#ack} completes at once and changes nothing, however often it is called;
     * {@link Delivery#nack} and {@link Delivery#extend} fail with NOT_OWNED, and so does the commit of a transaction that is to acknowledge it. Credit
     * counts as ever: a message for each that was requested. Of messages with one ordering key the next may come once this one was handed out.
     */
    public ConsumeOptions takingAtMostOnce() {
        return new ConsumeOptions(lease, name, filter, true);
    }
}
