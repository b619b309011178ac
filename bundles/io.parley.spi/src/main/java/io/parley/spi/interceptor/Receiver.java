package io.parley.spi.interceptor;

import java.util.Objects;

/**
 * The client that a message is about to be sent to.
 *
 * @param principal as authentication named it
 * @param session its session
 */
public record Receiver(String principal, String session) {
    public Receiver {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(session, "session");
    }
}
