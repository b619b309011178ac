package io.parley.messaging.internal.streaming;

import io.parley.engine.config.ConfigurationReader;

/**
 * How much is sent as streams.
 *
 * @param mebibytes of one message's payload, at the most
 * @param idleSeconds after which one of which nothing comes is given up, or up to twice as many
 * @param open at a time, at the most
 */
public record UploadLimits(int mebibytes, int idleSeconds, int open) {

    public static final UploadLimits DEFAULT = new UploadLimits(4_096, 60, 64);

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    public static UploadLimits of(ConfigurationReader in) {
        return new UploadLimits(
                in.number("stream.max.mib", DEFAULT.mebibytes, 1, 65_536),
                in.number("stream.idle.seconds", DEFAULT.idleSeconds, 1, 86_400),
                in.number("streams.max", DEFAULT.open, 1, 10_000));
    }

    long bytes() {
        return (long) mebibytes << 20;
    }
}
