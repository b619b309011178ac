package io.parley.spi.session;

import io.parley.api.session.Session;
import java.util.Objects;

/**
 * A change in a session's life.
 *
 * @param kind what has happened
 * @param session as it is since then
 */
public record SessionChange(Kind kind, Session session) {

    /** What can happen. */
    public enum Kind {
        /** It is new. */
        OPENED,
        /** A client is back. */
        RESUMED,
        /** Another connection has it now. */
        TAKEN_OVER,
        /** Its client has left; it waits for it. */
        DETACHED,
        /** It came from another Parley, with all it has; it waits for its client. */
        ARRIVED,
        /** It has gone to another Parley, and is here no longer. */
        MOVED,
        /** It ended, as somebody wanted. */
        CLOSED,
        /** It ended, since nobody came back in time. */
        EXPIRED
    }

    public SessionChange {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(session, "session");
    }
}
