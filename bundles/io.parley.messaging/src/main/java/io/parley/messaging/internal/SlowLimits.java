package io.parley.messaging.internal;

import io.parley.engine.config.ConfigurationReader;

/**
 * From when on a consumer is slow.
 *
 * @param seconds for which it has had no credit left; 0 where nobody wants to know
 * @param messages that wait for it meanwhile, at the least
 */
record SlowLimits(int seconds, int messages) {

    static final SlowLimits DEFAULT = new SlowLimits(30, 1_000);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static SlowLimits of(ConfigurationReader in) {
        return new SlowLimits(
                in.number("slow.seconds", DEFAULT.seconds, 0, 86_400),
                in.number("slow.messages", DEFAULT.messages, 1, 1_000_000_000));
    }

    long millis() {
        return seconds * 1_000L;
    }
}
