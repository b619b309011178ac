package io.parley.spi.protocol;

import io.parley.api.message.Address;
import java.util.Objects;

/**
 * A client's wish for messages.
 *
 * @param maximum the most that deliveries are guaranteed; those of a queue, or shared by a group, are at least once at the most
 */
public record SubscriptionRequest(SubscriptionTarget target, Guarantee maximum, SubscriptionOptions options) {
    public SubscriptionRequest {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(maximum, "maximum");
        Objects.requireNonNull(options, "options");
    }

    /** With {@link SubscriptionOptions#DEFAULT}, not shared. */
    public SubscriptionRequest(Address address, Guarantee maximum) {
        this(new SubscriptionTarget(address), maximum, SubscriptionOptions.DEFAULT);
    }

    /** The target's address. */
    public Address address() {
        return target.address();
    }
}
