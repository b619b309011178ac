package io.parley.engine.plugin;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of interceptors.
 *
 * @param time how long one may take to decide about a message
 * @param overrun what becomes of the message when it takes longer
 * @param longestDelay how long one may delay a message
 */
public record InterceptionLimits(Duration time, Overrun overrun, Duration longestDelay) {

    /** What becomes of a message about which an interceptor does not decide in time. */
    public enum Overrun {
        REJECT,
        PASS
    }

    public static final InterceptionLimits DEFAULT =
            new InterceptionLimits(Duration.ofSeconds(5), Overrun.REJECT, Duration.ofMinutes(1));

    public InterceptionLimits {
        Objects.requireNonNull(overrun, "overrun");
        if (time.toMillis() < 1 || longestDelay.isNegative()) {
            throw new IllegalArgumentException("Interceptors have 1 ms or more, and delay by zero or more");
        }
    }
}
