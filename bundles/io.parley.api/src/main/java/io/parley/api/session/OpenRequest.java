package io.parley.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * A wish to hold a session.
 *
 * @param id the session's id
 * @param principal who asks; a session of another principal is refused with NOT_ALLOWED
 * @param clean whether an existing session of that id is ended first
 * @param expiry how long the session outlives the connection; zero for not at all, and then nothing of it is durable
 * @param holder told, once, when the hold ends by somebody else's doing
 */
public record OpenRequest(String id, String principal, boolean clean, Duration expiry, Holder holder) {

    public OpenRequest {
        if (id.isEmpty() || id.length() > 65_535) {
            throw new IllegalArgumentException("A session id has 1 to 65,535 characters, not " + id.length());
        }
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(holder, "holder");
        if (expiry.isNegative()) {
            throw new IllegalArgumentException("expiry is zero or more, not " + expiry);
        }
    }
}
