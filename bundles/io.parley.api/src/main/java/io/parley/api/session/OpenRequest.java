package io.parley.api.session;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A wish to hold a session.
 *
 * @param id the session's id
 * @param principal who asks; a session of another principal is refused with NOT_ALLOWED
 * @param clean whether an existing session of that id is ended first
 * @param expiry how long the session outlives the connection; zero for not at all, and then nothing of it is durable
 * @param holder told, once, when the hold ends by somebody else's doing
 * @param parent the id of a session of the same principal that a new session belongs to: it ends at the latest when that one does. One that is
 *     there already keeps the parent that it has, and another one is refused with INVALID; empty is for whichever it has
 */
public record OpenRequest(
        String id, String principal, boolean clean, Duration expiry, Holder holder, Optional<String> parent) {

    public OpenRequest {
        if (id.isEmpty() || id.length() > 65_535) {
            throw new IllegalArgumentException("A session id has 1 to 65,535 characters, not " + id.length());
        }
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(parent, "parent");
        if (expiry.isNegative()) {
            throw new IllegalArgumentException("expiry is zero or more, not " + expiry);
        }
    }

    /** Without a parent. */
    public OpenRequest(String id, String principal, boolean clean, Duration expiry, Holder holder) {
        this(id, principal, clean, expiry, holder, Optional.empty());
    }
}
