package io.parley.api.session;

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
        EXPIRED
    }

    /** The hold ended; the session is no longer this holder's. */
    void ended(End end);
}
