package io.parley.messaging.internal;

/**
 * Bounds of each inbox.
 *
 * @param maxMessages that wait or are unacknowledged
 * @param dropOldest what gives way when one too many comes: the oldest that was not yet sent, or the new one
 */
record InboxLimits(int maxMessages, boolean dropOldest) {

    static final InboxLimits DEFAULT = new InboxLimits(100_000, true);

    InboxLimits {
        if (maxMessages < 1 || maxMessages > 100_000_000) {
            throw new IllegalArgumentException(
                    "io.parley.messaging: inbox.max.messages is 1 to 100000000, not " + maxMessages);
        }
    }

    static InboxLimits of(MessagingConfig config) {
        boolean dropOldest = switch (config.inbox_overflow()) {
            case "drop-oldest" -> true;
            case "drop-newest" -> false;
            default ->
                throw new IllegalArgumentException(
                        "io.parley.messaging: inbox.overflow is drop-oldest or drop-newest, not '"
                                + config.inbox_overflow() + "'");
        };
        return new InboxLimits(config.inbox_max_messages(), dropOldest);
    }
}
