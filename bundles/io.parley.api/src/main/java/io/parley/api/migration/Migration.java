package io.parley.api.migration;

import java.time.Instant;

/**
 * A session on its way.
 *
 * @param session its id; empty while it is not known yet
 * @param bytes that were written, or read, so far
 */
public record Migration(String session, Way way, Instant since, long bytes) {

    /** Where to. */
    public enum Way {
        /** It is written down. */
        EXPORT,
        /** It is restored. */
        IMPORT,
        /** It is taken to a peer. */
        MOVE
    }
}
