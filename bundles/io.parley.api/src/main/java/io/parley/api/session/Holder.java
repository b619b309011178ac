package io.parley.api.session;

import java.util.Optional;

/** Whoever is connected to a session. Called on a thread of Parley's own; must not block. */
@FunctionalInterface
public interface Holder {

    /** Why a hold ended. */
    enum End {
        /** Another holder opened the session. */
        TAKEN_OVER,
        /** The session was closed. */
        CLOSED,
        /** The session expired. */
        EXPIRED,
        /** The principal may no longer be connected; the session stays, as when its connection is lost. */
        REVOKED,
        /** The session is being taken to another Parley; it stays, here or there. */
        MOVED
    }

    /** What this holder's client and Parley have agreed on; empty for a holder that has no client. Does not change. */
    default Optional<Capabilities.Agreement> agreement() {
        return Optional.empty();
    }

    /** The hold ended; the session is no longer this holder's. */
    void ended(End end);
}
