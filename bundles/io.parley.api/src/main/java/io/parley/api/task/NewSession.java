package io.parley.api.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A wish for a session that nobody is connected to yet.
 *
 * @param id empty for one that is made up, {@code ses_…}
 * @param principal who may connect to it
 * @param details what it is about
 * @param expiry how long it waits to be connected to; more than zero
 * @param parent the id of the session that it belongs to
 */
public record NewSession(
        Optional<String> id, String principal, Details details, Duration expiry, Optional<String> parent) {
    public NewSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(parent, "parent");
        if (expiry.isNegative() || expiry.isZero()) {
            throw new IllegalArgumentException("The expiry is more than zero, not " + expiry);
        }
    }
}
