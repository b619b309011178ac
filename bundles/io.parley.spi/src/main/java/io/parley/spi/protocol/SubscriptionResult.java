package io.parley.spi.protocol;

import io.parley.api.message.RefusedException;
import java.util.Objects;

/** What became of one {@link SubscriptionRequest}. */
public sealed interface SubscriptionResult {

    /** Messages will come, with at most that guarantee. */
    record Granted(Guarantee maximum) implements SubscriptionResult {
        public Granted {
            Objects.requireNonNull(maximum, "maximum");
        }
    }

    /** None will come from it. */
    record Refused(RefusedException.Reason reason, String message) implements SubscriptionResult {}
}
