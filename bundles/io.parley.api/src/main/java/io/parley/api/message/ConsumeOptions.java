package io.parley.api.message;

import java.time.Duration;

/**
 * How a consumer takes messages.
 *
 * @param lease how long a delivery stays the consumer's before it goes to another; {@link Duration#ZERO} for as long as
 *     the consumer lives
 */
public record ConsumeOptions(Duration lease) {

    /** A lease of 30 s. */
    public static final ConsumeOptions DEFAULT = new ConsumeOptions(Duration.ofSeconds(30));

    public ConsumeOptions {
        if (lease.isNegative()) {
            throw new IllegalArgumentException("lease is zero or more, not " + lease);
        }
    }
}
