package io.parley.messaging.internal;

import io.parley.engine.config.ConfigurationReader;

/**
 * Bounds of each inbox.
 *
 * @param maxMessages that wait or are unacknowledged
 * @param dropOldest what gives way when one too many comes: the oldest that was not yet sent, or the new one
 */
record InboxLimits(int maxMessages, boolean dropOldest) {

    static final InboxLimits DEFAULT = new InboxLimits(100_000, true);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static InboxLimits of(ConfigurationReader in) {
        return new InboxLimits(
                in.number("inbox.max.messages", DEFAULT.maxMessages, 1, 100_000_000),
                in.choice("inbox.overflow", "drop-oldest", "drop-oldest", "drop-newest")
                        .equals("drop-oldest"));
    }
}
