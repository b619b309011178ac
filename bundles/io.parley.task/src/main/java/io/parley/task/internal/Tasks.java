package io.parley.task.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.SessionService;
import io.parley.api.task.Task;
import io.parley.api.task.Task.State;
import io.parley.api.task.TaskService;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.lane.Lanes;
import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Changes tasks, those of one session one after the other. What is committed is in the session's state, and then in the index. */
final class Tasks implements TaskService {

    /** Activity within that time of the one that is stored is kept in memory only. */
    static final Duration STORED_EACH = Duration.ofSeconds(10);

    private static final int MOST_WAITING = 1_000;

    private final Calls calls;
    private final SessionService sessions;
    private final SessionFigures figures;
    private final Timers timers;
    private final Supplier<Settings> settings;
    private final TaskIndex index;
    private final CompletionStage<Void> restored;
    private final Lanes<String> lanes;
    private final Consumer<Task> running;

    /**
     * @param calls what is under way
     * @param restored when the stored tasks are in the index
     * @param running told of each task that runs from now on
     */
    Tasks(
            Calls calls,
            SessionService sessions,
            SessionFigures figures,
            Timers timers,
            Executor workers,
            Supplier<Settings> settings,
            TaskIndex index,
            CompletionStage<Void> restored,
            Consumer<Task> running) {
        this.calls = calls;
        this.sessions = sessions;
        this.figures = figures;
        this.timers = timers;
        this.settings = settings;
        this.index = index;
        this.restored = restored;
        this.lanes = new Lanes<>(workers, MOST_WAITING);
        this.running = running;
    }

    @Override
    public CompletionStage<Task> start(String session, String id, String title) {
        return inTurn(session, () -> {
            Held before = index.get(session, id);
            if (before != null && !before.task().state().ended()) {
                throw new RefusedException(
                        Reason.CONFLICT, "Session '" + session + "' has a task '" + id + "' that is not over");
            }
            Instant now = now();
            Task task = checked(() -> new Task(session, id, title, State.RUNNING, now, now, ""));
            return room(session, before).thenCompose(done -> store(task, before == null ? 0 : before.version()));
        });
    }

    /** The oldest task that is over makes room for one more. */
    private CompletionStage<Void> room(String session, Held replaced) {
        List<Task> tasks = index.tasks(session);
        int most = settings.get().maxTasks();
        if (replaced != null || tasks.size() < most) {
            return CompletableFuture.completedStage(null);
        }
        Task oldest = tasks.stream()
                .filter(task -> task.state().ended())
                .min(Comparator.comparing(Task::lastActivity))
                .orElseThrow(() -> new RefusedException(
                        Reason.LIMIT,
                        "Session '" + session + "' has " + most + " tasks that are not over (" + Settings.PID
                                + ": tasks.max)"));
        return sessions.removeState(session, TaskRow.key(oldest.id()), OptionalLong.empty())
                .thenAccept(done -> index.remove(session, oldest.id()));
    }

    @Override
    public CompletionStage<Task> active(String session, String id) {
        return change(session, id, (held, now) -> Held.with(held.task(), State.RUNNING, now, ""));
    }

    @Override
    public CompletionStage<Task> idle(String session, String id) {
        return change(session, id, (held, now) -> Held.with(held.task(), State.IDLE, now, ""));
    }

    @Override
    public CompletionStage<Task> complete(String session, String id, String outcome) {
        return change(session, id, (held, now) -> Held.with(held.task(), State.COMPLETED, now, outcome));
    }

    @Override
    public CompletionStage<Task> fail(String session, String id, String outcome) {
        return change(session, id, (held, now) -> Held.with(held.task(), State.FAILED, now, outcome));
    }

    @Override
    public CompletionStage<List<Task>> tasks(String session) {
        return calls.call(() -> restored.thenApply(done -> {
            require(session);
            return index.tasks(session);
        }));
    }

    /**
     * Fails a task if it runs, and nothing was heard of it since then.
     *
     * @return empty when that is not so
     */
    CompletionStage<Optional<Task>> failSilent(String session, String id, Instant since, String outcome) {
        return inTurn(session, () -> {
            Held held = index.get(session, id);
            boolean silent = held != null
                    && held.task().state() == State.RUNNING
                    && !held.task().lastActivity().isAfter(since);
            return silent
                    ? store(Held.with(held.task(), State.FAILED, held.task().lastActivity(), outcome), held.version())
                            .thenApply(Optional::of)
                    : CompletableFuture.completedStage(Optional.empty());
        });
    }

    private CompletionStage<Task> change(String session, String id, BiFunction<Held, Instant, Task> change) {
        return inTurn(session, () -> {
            require(session);
            Held held = index.get(session, id);
            if (held == null) {
                throw new RefusedException(Reason.NOT_FOUND, "Session '" + session + "' has no task '" + id + "'");
            }
            if (held.task().state().ended()) {
                throw new RefusedException(
                        Reason.CONFLICT,
                        "Task '" + id + "' of session '" + session + "' is over: "
                                + held.task().state());
            }
            Task next = checked(() -> change.apply(held, now()));
            Held active = held.activeAt(next.lastActivity());
            boolean soon = next.lastActivity().isBefore(held.stored().plus(STORED_EACH));
            if (soon && active.task().equals(next)) {
                index.put(session, active);
                return CompletableFuture.completedStage(next);
            }
            return store(next, held.version());
        });
    }

    private CompletionStage<Task> store(Task task, long version) {
        return sessions.putState(task.session(), TaskRow.key(task.id()), TaskRow.of(task), OptionalLong.of(version))
                .thenApply(stored -> {
                    index.put(task.session(), new Held(task, stored));
                    if (task.state() == State.RUNNING) {
                        running.accept(task);
                    }
                    return task;
                });
    }

    private void require(String session) {
        if (figures.find(session).isEmpty()) {
            throw new RefusedException(Reason.NOT_FOUND, "There is no session '" + session + "'");
        }
    }

    private static Task checked(Supplier<Task> task) {
        try {
            return task.get();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.INVALID, e.getMessage(), e);
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    private <T> CompletionStage<T> inTurn(String session, Supplier<CompletionStage<T>> work) {
        return calls.call(() -> lane(session, work));
    }

    private <T> CompletionStage<T> lane(String session, Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        restored.thenRun(() -> {
            boolean taken = lanes.submit(session, () -> {
                try {
                    return work.get().whenComplete((value, failure) -> end(result, value, failure));
                } catch (RefusedException e) {
                    end(result, null, e);
                    return CompletableFuture.completedStage(null);
                }
            });
            if (!taken) {
                result.completeExceptionally(new RefusedException(
                        Reason.LIMIT, MOST_WAITING + " changes of tasks of session '" + session + "' wait already"));
            }
        });
        return result;
    }

    private static <T> void end(CompletableFuture<T> result, T value, Throwable failure) {
        if (failure == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(RefusedException.of(failure));
        }
    }
}
