package io.parley.messaging.internal;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What becomes of a message that a consumer gave back, or whose lease ended.
 *
 * @param maxAttempts after so many it is not delivered any more; 0 for no limit
 * @param delayMillis before the second attempt; 0 for none
 * @param factor by which the delay grows with each further attempt, from 1
 * @param maxDelayMillis the delay does not grow beyond it
 * @param jitterPercent by which the delay is shorter or longer, at random
 * @param deadLetters the queue that gets what is not delivered any more; empty: it is dropped
 * @param deadWhenExpired whether that queue gets what expired, too
 */
record Redelivery(
        int maxAttempts,
        long delayMillis,
        int factor,
        long maxDelayMillis,
        int jitterPercent,
        Optional<String> deadLetters,
        boolean deadWhenExpired) {

    /** At once, and for ever. */
    static final Redelivery DEFAULT = new Redelivery(0, 0, 2, 60_000, 20, Optional.empty(), false);

    /** Whether that was the last attempt. */
    boolean exhausts(int attempts) {
        return maxAttempts > 0 && attempts >= maxAttempts;
    }

    /** How long a message waits after so many attempts, in milliseconds. */
    long delay(int attempts, RandomGenerator random) {
        if (delayMillis == 0) {
            return 0;
        }
        double grown = delayMillis * Math.pow(factor, Math.max(0, attempts - 1));
        double jitter = 1 + jitterPercent / 100.0 * (2 * random.nextDouble() - 1);
        return Math.round(Math.min(grown, maxDelayMillis) * jitter);
    }
}
