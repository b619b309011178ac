package io.parley.spi.protocol;

import io.parley.api.message.Address;
import java.util.Objects;
import java.util.Optional;

/**
 * What a subscription is to. Each session has at most one subscription to a target.
 *
 * @param address {@code topic:} with a pattern in which {@code +} stands for one level and a last {@code #} for any number,
 *     or {@code queue:}
 * @param group for a {@code topic:}, the name of those who share its messages, so that each goes to one of them; empty where
 *     the session gets all
 */
public record SubscriptionTarget(Address address, Optional<String> group) {
    public SubscriptionTarget {
        Objects.requireNonNull(address, "address");
        if (group.isPresent() && (group.get().isEmpty() || address.kind() != Address.Kind.TOPIC)) {
            throw new IllegalArgumentException("A group has a name, and shares the messages of topics");
        }
    }

    /** Of which the session gets all, or, for a queue, its share. */
    public SubscriptionTarget(Address address) {
        this(address, Optional.empty());
    }

    @Override
    public String toString() {
        return group.isEmpty() ? address.toString() : address + " shared by '" + group.get() + "'";
    }
}
