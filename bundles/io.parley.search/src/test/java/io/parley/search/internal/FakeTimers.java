package io.parley.search.internal;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;

/** Time that passes when the test says so. */
final class FakeTimers implements Timers {

    private record Task(long at, Executor executor, Runnable task) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_700_000_000_000L;

    @Override
    public synchronized long now() {
        return now;
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

    synchronized int waiting() {
        return tasks.size();
    }

    void advance(Duration by) {
        List<Task> due;
        synchronized (this) {
            now += by.toMillis();
            due = tasks.stream()
                    .filter(task -> task.at <= now)
                    .sorted(Comparator.comparingLong(Task::at))
                    .toList();
            tasks.removeAll(due);
        }
        due.forEach(task -> task.executor.execute(task.task));
    }
}
