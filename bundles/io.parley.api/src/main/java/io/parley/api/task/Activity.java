package io.parley.api.task;

/** What goes on in a session. */
public enum Activity {
    /** A running task has been active within the last minutes; in a session without tasks, fewer than 10 messages have come. */
    ACTIVE,
    /** Its tasks are not running, or silent; in a session without tasks, fewer than 50 messages have come. */
    WAITING_FOR_INPUT,
    /** A session without tasks to which 50 messages and more have come. */
    IDLE
}
