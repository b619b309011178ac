package io.parley.api.task;

import io.parley.api.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A session as a conversation, at one moment.
 *
 * @param details what it is about
 * @param activity what goes on in it
 * @param messages how many have come to its inbox since it began, whether they are still there or not
 * @param lastActivity when it last was opened, got a message or changed, or one of its tasks was active
 * @param tasks in the order in which they were begun
 */
public record SessionOverview(
        Session session, Details details, Activity activity, long messages, Instant lastActivity, List<Task> tasks) {
    public SessionOverview {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(activity, "activity");
        Objects.requireNonNull(lastActivity, "lastActivity");
        tasks = List.copyOf(tasks);
    }
}
