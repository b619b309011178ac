package io.parley.messaging.internal.sending;

import io.parley.engine.config.ConfigurationReader;

/**
 * Bounds, validated.
 *
 * @param maxDelayed messages that wait for their time, at the most
 * @param dedupeSeconds how long a chosen id is remembered; 0 for not at all
 * @param maxDedupe how many are remembered; beyond that the oldest are forgotten
 */
public record SendingSettings(int maxDelayed, int dedupeSeconds, int maxDedupe) {

    static final String DELAYED = "delayed.max";

    public static final SendingSettings DEFAULT = new SendingSettings(10_000_000, 600, 100_000);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    public static SendingSettings of(ConfigurationReader in) {
        return new SendingSettings(
                in.number(DELAYED, DEFAULT.maxDelayed, 1, 100_000_000),
                in.number("dedupe.seconds", DEFAULT.dedupeSeconds, 0, 31_536_000),
                in.number("dedupe.max", DEFAULT.maxDedupe, 1, 100_000_000));
    }
}
