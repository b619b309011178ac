package io.parley.engine;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;

/** Time that passes when a test says so. For the tests of other bundles, too. */
public final class FakeTimers implements Timers {

    private record Task(long at, Executor executor, Runnable task) {}

    private final List<Task> tasks = new ArrayList<>(); // guarded by this
    private long now = 1_700_000_000_000L; // guarded by this
    private long ahead; // guarded by this
    private long aheadAtStart; // guarded by this

    @Override
    public synchronized long now() {
        return now + ahead;
    }

    @Override
    public synchronized long steady() {
        return now + aheadAtStart;
    }

    /** A process starts, with the clock on the wall as it is. */
    public synchronized void start() {
        aheadAtStart = ahead;
    }

    /** The clock on the wall is set forward, or back: no time passes. */
    public synchronized void set(Duration by) {
        ahead += by.toMillis();
    }

    @Override
    public synchronized Timer after(Duration delay, Executor executor, Runnable task) {
        Task made = new Task(now + delay.toMillis(), executor, task);
        tasks.add(made);
        return () -> cancel(made);
    }

    private synchronized void cancel(Task task) {
        tasks.removeIf(other -> other == task);
    }

    public synchronized int waiting() {
        return tasks.size();
    }

    /** Lets time pass, and hands over what is due, the earliest first. */
    public void advance(Duration by) {
        List<Task> due;
        synchronized (this) {
            now += by.toMillis();
            due = tasks.stream()
                    .filter(task -> task.at <= now)
                    .sorted(Comparator.comparingLong(Task::at))
                    .toList();
            tasks.removeAll(due);
        }
        RuntimeException failure = null;
        for (Task task : due) {
            try {
                task.executor.execute(task.task);
            } catch (RuntimeException e) { // As with real ones, others do not suffer from it.
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** As {@link #advance}. */
    public void pass(long millis) {
        advance(Duration.ofMillis(millis));
    }
}
