package io.parley.task.internal;

import io.parley.api.task.Task;
import java.time.Instant;

/**
 * A task as it is known.
 *
 * @param version of its value in the session's state
 * @param stored its last activity as it is stored; there may have been a later one
 */
record Held(Task task, long version, Instant stored) {

    Held(Task task, long version) {
        this(task, version, task.lastActivity());
    }

    /** Active at a later time, of which nothing is stored. */
    Held activeAt(Instant time) {
        return new Held(with(task, task.state(), time, task.outcome()), version, stored);
    }

    static Task with(Task task, Task.State state, Instant lastActivity, String outcome) {
        return new Task(task.session(), task.id(), task.title(), state, task.started(), lastActivity, outcome);
    }
}
