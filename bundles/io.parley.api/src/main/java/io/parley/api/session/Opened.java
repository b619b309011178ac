package io.parley.api.session;

import java.util.Objects;

/**
 * A held session.
 *
 * @param session as it is now
 * @param hold names this holding of the session; a later holder has a greater one
 * @param resumed whether the session was there before, with its inbox and subscriptions
 */
public record Opened(Session session, long hold, boolean resumed) {
    public Opened {
        Objects.requireNonNull(session, "session");
    }
}
