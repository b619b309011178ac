package io.parley.api.task;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that an agent does in a session, as it was at one moment.
 *
 * @param session the id of its session, with which it ends
 * @param id unique in its session, 1 to {@value #MAX_ID} characters
 * @param title what it is, for people; may be empty; at most {@value #MAX_TEXT} characters
 * @param state where it is
 * @param started when it was begun
 * @param lastActivity when it was begun, last reported to be active, or changed by its agent
 * @param outcome why it failed, or what it came to; may be empty; at most {@value #MAX_TEXT} characters
 */
public record Task(
        String session, String id, String title, State state, Instant started, Instant lastActivity, String outcome) {

    /** The longest id. */
    public static final int MAX_ID = 200;

    /** The longest title and outcome. */
    public static final int MAX_TEXT = 1_000;

    /** {@code RUNNING ⇄ IDLE → COMPLETED | FAILED}. */
    public enum State {
        /** At work. One that is silent for too long fails. */
        RUNNING,
        /** Waiting for something: silence is in order. */
        IDLE,
        COMPLETED,
        FAILED;

        /** Whether it is over. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED;
        }
    }

    public Task {
        Objects.requireNonNull(session, "session");
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException(
                    "The id of a task has 1 to " + MAX_ID + " characters, not " + id.length());
        }
        check("title", title);
        check("outcome", outcome);
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(lastActivity, "lastActivity");
    }

    private static void check(String what, String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "The " + what + " of a task has at most " + MAX_TEXT + " characters, not " + text.length());
        }
    }
}
