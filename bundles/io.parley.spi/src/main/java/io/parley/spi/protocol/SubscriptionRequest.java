package io.parley.spi.protocol;

import io.parley.api.message.Address;
import java.util.Objects;

/**
 * A client's wish for messages.
 *
 * @param address {@code topic:} with a pattern in which {@code +} stands for one level and a last {@code #} for any number,
 *     or {@code queue:}
 * @param maximum the most that deliveries are guaranteed; a queue's are at least once at the most
 */
public record SubscriptionRequest(Address address, Guarantee maximum) {
    public SubscriptionRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(maximum, "maximum");
    }
}
