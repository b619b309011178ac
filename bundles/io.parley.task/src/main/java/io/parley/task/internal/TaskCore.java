package io.parley.task.internal;

import io.parley.api.message.MessageService;
import io.parley.api.session.SessionService;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.TaskService;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionFigures.Follower;
import io.parley.engine.timer.Timers;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** Tasks and the directory, put together. Plain Java; a component or a test wires it. */
final class TaskCore implements MetricSource {

    /** How long calls that are under way are waited for when the bundle stops. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Calls calls = new Calls();
    private final AtomicReference<Settings> settings;
    private final SessionFigures figures;
    private final TaskIndex index;
    private final Overdue overdue;
    private final Tasks tasks;
    private final TaskReports reports;
    private final SessionDirectory directory;
    private final Follower follower = new Follower() {
        @Override
        public void opened(String session) {
            // It has no tasks yet.
        }

        @Override
        public void stateChanged(String session, String key) {
            // Tasks are changed here.
        }

        @Override
        public void ended(String session) {
            index.ended(session);
        }
    };

    TaskCore(
            SessionService sessions,
            SessionFigures figures,
            MessageService messages,
            Timers timers,
            Executor workers,
            Settings first) {
        this.settings = new AtomicReference<>(first);
        this.figures = figures;
        index = new TaskIndex(figures);
        figures.follow(follower);
        CompletionStage<Void> restored = calls.call(new Restoring(sessions, figures, index)::begin);
        overdue = new Overdue(timers, workers, settings::get, index);
        tasks = new Tasks(calls, sessions, figures, timers, workers, settings::get, index, restored, overdue::running);
        reports = new TaskReports(tasks);
        figures.follow(reports);
        Overviews overviews = new Overviews(sessions, timers, settings::get, index);
        Creation creation = new Creation(sessions, messages);
        directory = new SessionDirectoryImpl(
                calls, sessions, figures, overviews, creation, settings::get, restored, workers);
        restored.thenRun(() -> overdue.begin(tasks));
    }

    TaskService tasks() {
        return tasks;
    }

    SessionDirectory directory() {
        return directory;
    }

    void configure(Settings next) {
        settings.set(next);
        overdue.look();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.gauge("task.sessions", "Sessions that have tasks", index.size()));
    }

    /** Tasks stay as they are stored. */
    void close() {
        figures.unfollow(reports);
        figures.unfollow(follower);
        overdue.close();
        calls.close(DRAIN);
    }
}
