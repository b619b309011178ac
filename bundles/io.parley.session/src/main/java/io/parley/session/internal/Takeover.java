package io.parley.session.internal;

/** Who has a session that somebody wants to open while another connection holds it. */
enum Takeover {
    /** Who comes last; the holder is told that the session was taken over. */
    NEWEST,
    /** Who holds it; others are refused for as long as it is connected, also when they want to begin anew. */
    OLDEST
}
