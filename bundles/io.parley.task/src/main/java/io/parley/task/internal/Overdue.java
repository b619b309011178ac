package io.parley.task.internal;

import io.parley.api.task.Task;
import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails running tasks that are silent for too long. Time in which Parley did not run is no silence. One timer for all, at the time when the
 * first of them is due.
 */
final class Overdue {

    private static final Logger LOG = LoggerFactory.getLogger(Overdue.class);

    /** When something could not be stored; and looks are no closer together than that. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Timers timers;
    private final Executor workers;
    private final Supplier<Settings> settings;
    private final TaskIndex index;
    private final Instant begun;
    private Tasks tasks; // guarded by this
    private Timers.Timer timer = () -> {}; // guarded by this
    private Instant lookAt = Instant.MAX; // guarded by this
    private boolean closed; // guarded by this

    Overdue(Timers timers, Executor workers, Supplier<Settings> settings, TaskIndex index) {
        this.timers = timers;
        this.workers = workers;
        this.settings = settings;
        this.index = index;
        this.begun = now();
    }

    /** Stored tasks are there. */
    synchronized void begin(Tasks failing) {
        tasks = failing;
        look();
    }

    /** One that runs; those that are there already are looked at no later. */
    void running(Task task) {
        lookAt(due(task));
    }

    private Instant due(Task task) {
        Instant heard = task.lastActivity().isAfter(begun) ? task.lastActivity() : begun;
        return heard.plus(settings.get().silent());
    }

    private synchronized void lookAt(Instant time) {
        if (time.isBefore(lookAt) && !closed) {
            timer.cancel();
            lookAt = time;
            Duration delay = Duration.between(now(), time);
            timer = timers.after(delay.isNegative() ? Duration.ZERO : delay, workers, this::look);
        }
    }

    /** Looks at all, also when nothing seems to be due: how long silence may last has changed, or time has come. */
    synchronized void look() {
        if (tasks == null || closed) {
            return;
        }
        timer.cancel();
        lookAt = Instant.MAX;
        Instant now = now();
        List<Task> silent = new ArrayList<>();
        Instant[] next = {Instant.MAX};
        index.each(held -> {
            Task task = held.task();
            Instant due = due(task);
            if (task.state() == Task.State.RUNNING && !due.isAfter(now)) {
                silent.add(task);
            } else if (task.state() == Task.State.RUNNING && due.isBefore(next[0])) {
                next[0] = due;
            }
        });
        if (next[0] != Instant.MAX) {
            lookAt(next[0].isBefore(now.plus(AGAIN)) ? now.plus(AGAIN) : next[0]);
        }
        silent.forEach(task -> fail(tasks, task));
    }

    private void fail(Tasks failing, Task task) {
        String outcome = "silent for " + settings.get().silent().toMinutes() + " minutes";
        CompletionStage<?> failed = failing.failSilent(task.session(), task.id(), task.lastActivity(), outcome);
        CompletableFuture<?> result = failed.toCompletableFuture();
        result.whenComplete((done, failure) -> {
            if (failure != null && index.get(task.session(), task.id()) != null) {
                LOG.warn("A silent task could not be failed yet: {}", failure.getMessage());
                lookAt(now().plus(AGAIN));
            }
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    synchronized void close() {
        closed = true;
        timer.cancel();
    }
}
