package io.parley.api.event;

import io.parley.api.message.Message;
import java.util.Objects;

/**
 * A message on a topic, at a place that never changes.
 *
 * @param message its address is the topic
 * @param sequence counts the topic's events from 1; a gap shows that events were lost to a named policy. 0 where the
 *     topic has no history
 * @param cursor the place right behind this event
 */
public record Event(Message message, long sequence, Cursor cursor) {
    public Event {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(cursor, "cursor");
    }
}
