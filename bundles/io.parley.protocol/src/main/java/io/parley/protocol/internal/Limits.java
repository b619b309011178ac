package io.parley.protocol.internal;

import io.parley.engine.config.ConfigurationReader;
import java.time.Duration;

/**
 * How much is on its way to one client, and how long its authentication may take.
 *
 * @param inflight deliveries from its inbox and its queues that it may leave unacknowledged
 * @param queueCredit messages of one queue that it may hold
 * @param authentication of all its steps together
 * @param figures of how many sessions it is kept what their clients do
 */
record Limits(int inflight, int queueCredit, Duration authentication, int figures) {

    static final Limits DEFAULT = new Limits(8192, 128, Duration.ofSeconds(30), 10_000);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static Limits of(ConfigurationReader in) {
        return new Limits(
                in.number("inflight.max", DEFAULT.inflight, 1, 60_000),
                in.number("queue.credit", DEFAULT.queueCredit, 1, 4_000),
                Duration.ofSeconds(
                        in.number("authentication.seconds", (int) DEFAULT.authentication.toSeconds(), 1, 3_600)),
                in.number("figures.max", DEFAULT.figures, 0, 1_000_000));
    }
}
