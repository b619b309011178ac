package io.parley.task.internal;

import io.parley.api.session.SessionService;
import io.parley.api.task.Activity;
import io.parley.api.task.Details;
import io.parley.api.task.SessionOverview;
import io.parley.api.task.Task;
import io.parley.engine.contract.SessionFigures.Figures;
import io.parley.engine.op.DetailsValue;
import io.parley.engine.timer.Timers;
import io.parley.spi.logging.Loggers;
import io.parley.spi.logging.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Puts together what is known of a session. Any thread. */
final class Overviews {

    private final SessionService sessions;
    private final Timers timers;
    private final Supplier<Settings> settings;
    private final TaskIndex index;

    Overviews(SessionService sessions, Timers timers, Supplier<Settings> settings, TaskIndex index) {
        this.sessions = sessions;
        this.timers = timers;
        this.settings = settings;
        this.index = index;
    }

    Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    List<Task> tasks(Figures session) {
        return index.tasks(session.session().id());
    }

    Set<String> sessionsWithTasks() {
        return index.sessions();
    }

    Activity activity(Figures session) {
        return activity(session, tasks(session));
    }

    private Activity activity(Figures session, List<Task> tasks) {
        return ActivityRule.of(tasks, session.messages(), now(), settings.get().active());
    }

    private static Instant lastActivity(Figures session, List<Task> tasks) {
        return tasks.stream()
                .map(Task::lastActivity)
                .reduce(session.lastActivity(), (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Never fails: a session whose details cannot be read, or which has just ended, is there without. */
    CompletionStage<SessionOverview> of(Figures session) {
        String id = session.session().id();
        return sessions.state(id, DetailsValue.KEY)
                .thenApply(found ->
                        found.map(value -> DetailsValue.read(value.value())).orElse(Details.NONE))
                .exceptionally(failure -> {
                    Loggers.session(id)
                            .warn(
                                    "The details of session '{}' cannot be read: {}",
                                    Printable.of(id),
                                    failure.getMessage());
                    return Details.NONE;
                })
                .thenApply(details -> {
                    List<Task> tasks = tasks(session);
                    return new SessionOverview(
                            session.session(),
                            details,
                            activity(session, tasks),
                            session.messages(),
                            lastActivity(session, tasks),
                            tasks);
                });
    }
}
