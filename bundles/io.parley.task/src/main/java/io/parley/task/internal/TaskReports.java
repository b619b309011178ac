package io.parley.task.internal;

import io.parley.api.message.Message;
import io.parley.engine.contract.SessionFigures.Follower;

/**
 * Takes up what messages say of tasks, in the order in which they enter their sessions' inboxes. No record: whom followers are removed from
 * compares it at the very end, and Java 17 keeps the last record whose {@code equals} it has linked, with all classes of its bundle.
 */
final class TaskReports implements Follower {

    private final Tasks tasks;

    TaskReports(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public void opened(String session) {
        // No message yet.
    }

    @Override
    public void stateChanged(String session, String key) {
        // It is about messages only.
    }

    @Override
    public void received(String session, Message message) {
        TaskReport.of(message).ifPresent(report -> report.apply(tasks, session));
    }

    @Override
    public void ended(String session) {
        // And so are its tasks.
    }
}
