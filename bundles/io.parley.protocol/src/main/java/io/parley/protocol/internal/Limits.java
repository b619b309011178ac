package io.parley.protocol.internal;

import io.parley.engine.config.ConfigurationReader;

/**
 * How much is on its way to one client.
 *
 * @param inflight deliveries from its inbox and its queues that it may leave unacknowledged
 * @param queueCredit messages of one queue that it may hold
 */
record Limits(int inflight, int queueCredit) {

    static final Limits DEFAULT = new Limits(8192, 128);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static Limits of(ConfigurationReader in) {
        return new Limits(
                in.number("inflight.max", DEFAULT.inflight, 1, 60_000),
                in.number("queue.credit", DEFAULT.queueCredit, 1, 4_000));
    }
}
