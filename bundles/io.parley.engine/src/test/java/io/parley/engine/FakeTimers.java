package io.parley.engine;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Time that passes when a test says so. */
public final class FakeTimers implements Timers {

    private record Entry(long at, Executor executor, Runnable task) {}

    private final List<Entry> waiting = new ArrayList<>(); // guarded by this
    private long now = 1_000_000; // guarded by this

    @Override
    public synchronized long now() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Executor executor, Runnable task) {
        Entry entry = new Entry(now + delay.toMillis(), executor, task);
        waiting.add(entry);
        return () -> {
            synchronized (this) {
                waiting.remove(entry);
            }
        };
    }

    /** Lets time pass, and hands over what is due. */
    public void pass(long millis) {
        List<Entry> due = new ArrayList<>();
        synchronized (this) {
            now += millis;
            waiting.removeIf(entry -> entry.at <= now && due.add(entry));
        }
        due.forEach(entry -> entry.executor.execute(entry.task));
    }

    public synchronized int waiting() {
        return waiting.size();
    }
}
