package io.parley.spi.protocol;

import java.time.Duration;
import java.util.Objects;

/**
 * What is published for a client when its connection ends without a farewell.
 *
 * @param publication the message; its time is when it is published
 * @param delay how long the client has to come back before that, zero or more; it is published at the latest when the session
 *     ends (MQTT 5 section 3.1.3.2.2)
 */
public record Will(Publication publication, Duration delay) {
    public Will {
        Objects.requireNonNull(publication, "publication");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is zero or more, not " + delay);
        }
    }
}
