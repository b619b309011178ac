package io.parley.api.task;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tasks of sessions. An OSGi service; safe for all threads; no method blocks; stages complete on threads that may be held up. A stage
 * completes when the change is durable, where the session is, and fails with a {@link io.parley.api.message.RefusedException}, and then
 * nothing changed: NOT_FOUND for an unknown session or task, CONFLICT when the task is just being changed or is over, LIMIT when
 * the session has too many, INVALID for a text that is too long.
 *
 * <p>A running task that is silent for too long fails by itself. When a session ends, its tasks are gone.
 */
@ProviderType
public interface TaskService {

    /** Begins a task. One of that id which is over makes way; one that is not is a CONFLICT. */
    CompletionStage<Task> start(String session, String id, String title);

    /** The task is at work; an idle one runs again. The time is durable within seconds. */
    CompletionStage<Task> active(String session, String id);

    /** The task waits for something; it may be silent for as long as it likes. */
    CompletionStage<Task> idle(String session, String id);

    /** The task is done. */
    CompletionStage<Task> complete(String session, String id, String outcome);

    /** The task has failed. */
    CompletionStage<Task> fail(String session, String id, String outcome);

    /** The tasks of a session, in the order in which they were begun. */
    CompletionStage<List<Task>> tasks(String session);
}
