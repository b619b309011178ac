package io.parley.spi.protocol;

import io.parley.api.event.Start;
import io.parley.api.message.FilterExpression;
import java.util.Objects;
import java.util.Optional;

/**
 * How a client wants messages of a subscription.
 *
 * @param noLocal whether the session's own messages are left out
 * @param retainAsPublished whether messages keep the mark with which they were published that they become a retained value;
 *     otherwise only retained values that are sent because of a new subscription have it
 * @param retained which subscriptions get the retained values
 * @param identifier comes with each delivery, 1 to 268,435,455; 0 for none
 * @param filter lets only matching messages through
 * @param start for topics with history: where to begin; empty for new messages only
 */
public record SubscriptionOptions(
        boolean noLocal,
        boolean retainAsPublished,
        Retained retained,
        int identifier,
        Optional<FilterExpression> filter,
        Optional<Start> start) {

    /** When the values that topics retain are sent (MQTT 5 section 3.8.3.1, Retain Handling). */
    public enum Retained {
        ALWAYS,
        /** Only when the subscription was not there before. */
        IF_NEW,
        NEVER
    }

    /** As MQTT 3.1.1 has it. */
    public static final SubscriptionOptions DEFAULT =
            new SubscriptionOptions(false, false, Retained.ALWAYS, 0, Optional.empty(), Optional.empty());

    public SubscriptionOptions {
        Objects.requireNonNull(retained, "retained");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(start, "start");
        if (identifier < 0 || identifier > 268_435_455) {
            throw new IllegalArgumentException("identifier is 0 to 268,435,455, not " + identifier);
        }
    }
}
