package io.parley.api.event;

import java.time.Instant;

/** Where a subscription begins. */
public sealed interface Start {

    /** With the next event. */
    record Latest() implements Start {}

    /** With the oldest event kept. */
    record Earliest() implements Start {}

    /** With the first event accepted at that time or later. */
    record At(Instant time) implements Start {}

    /** With the first event behind that place. */
    record After(Cursor cursor) implements Start {}
}
