package io.parley.task.internal;

import io.parley.api.task.Activity;
import io.parley.api.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What goes on in a session, by its tasks, or, where it has none, by its messages. */
final class ActivityRule {

    /** With fewer messages a conversation is young: somebody is at it. */
    static final int FEW_MESSAGES = 10;

    /** As {@link #FEW_MESSAGES}, less than what can be told apart of all sessions together. */
    static final int MANY_MESSAGES = 50;

    private ActivityRule() {}

    /** @param recently how long a running task counts as active after it last was */
    static Activity of(List<Task> tasks, long messages, Instant now, Duration recently) {
        if (tasks.isEmpty()) {
            return byMessages(messages);
        }
        Instant since = now.minus(recently);
        boolean active = tasks.stream()
                .anyMatch(task -> task.state() == Task.State.RUNNING
                        && !task.lastActivity().isBefore(since));
        return active ? Activity.ACTIVE : Activity.WAITING_FOR_INPUT;
    }

    /** Of a session without tasks. */
    static Activity byMessages(long messages) {
        return messages < FEW_MESSAGES
                ? Activity.ACTIVE
                : messages < MANY_MESSAGES ? Activity.WAITING_FOR_INPUT : Activity.IDLE;
    }
}
