package io.parley.spi.interceptor;

import java.util.Objects;

/**
 * Who sends a message.
 *
 * @param principal as authentication named it; {@code parley} for code in this process
 * @param session the sender's session, which one connection has at a time; empty for code in this process
 */
public record Sender(String principal, String session) {
    public Sender {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(session, "session");
    }
}
