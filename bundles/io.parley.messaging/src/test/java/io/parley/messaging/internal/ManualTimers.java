package io.parley.messaging.internal;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;

/** A clock that a test moves. */
final class ManualTimers implements Timers {

    private record Task(Object token, long at, Executor executor, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_700_000_000_000L;
    private long set; // guarded by this

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Executor executor, Runnable work) {
        Object token = new Object();
        tasks.add(new Task(token, now + delay.toMillis(), executor, work));
        return () -> {
            synchronized (this) {
                tasks.removeIf(each -> each.token == token);
            }
        };
    }

    @Override
    public synchronized long steady() {
        return now - set;
    }

    /** Sets the clock, by which no timer is put off or comes sooner. */
    synchronized void set(Duration by) {
        now += by.toMillis();
        set += by.toMillis();
        tasks.replaceAll(task -> new Task(task.token, task.at + by.toMillis(), task.executor, task.work));
    }

    /** How many tasks are to come. */
    synchronized int pending() {
        return tasks.size();
    }

    /** Moves the clock and hands over what is due. */
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
        due.forEach(task -> task.executor.execute(task.work));
    }
}
