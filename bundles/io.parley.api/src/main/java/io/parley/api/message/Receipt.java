package io.parley.api.message;

import java.util.Objects;
import java.util.UUID;

/**
 * What became of a message that was sent.
 *
 * @param id the message's id
 * @param outcome where it is now
 */
public record Receipt(UUID id, Outcome outcome) {

    /** The ways in which a send can succeed. */
    public enum Outcome {
        /** On the journal. */
        STORED,
        /** Handed to whoever was listening; nothing durable takes it. */
        HANDED_OVER,
        /** The same id was stored before, within the dedupe window; this copy was dropped. */
        DUPLICATE,
        /** Nobody takes it: a topic without subscriber, retained value or history. */
        UNHEARD
    }

    public Receipt {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(outcome, "outcome");
    }
}
