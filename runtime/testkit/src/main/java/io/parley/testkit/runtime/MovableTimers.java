package io.parley.testkit.runtime;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The system's clock, which can be put forward. One thread hands over what is due. Safe for all threads. */
final class MovableTimers implements Timers, AutoCloseable {

    private record Entry(long at, long order, Executor executor, Runnable task) {}

    private final PriorityQueue<Entry> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparing(Entry::order)); // guarded by this

    private final Thread thread = new Thread(this::run, "parley-test-timers");
    private long ahead; // guarded by this, in milliseconds
    private long made; // guarded by this
    private boolean closed; // guarded by this

    MovableTimers() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized long now() {
        return System.currentTimeMillis() + ahead;
    }

    /** Nobody sets the clock under a test. */
    @Override
    public long steady() {
        return now();
    }

    @Override
    public synchronized Timer after(Duration delay, Executor executor, Runnable task) {
        Entry entry = new Entry(now() + delay.toMillis(), made++, executor, task);
        waiting.add(entry);
        notifyAll();
        return () -> {
            synchronized (this) {
                waiting.remove(entry);
            }
        };
    }

    /** It is that much later now; what is due by then has been handed over when this returns, in the order of its times. */
    void advance(Duration by) {
        synchronized (this) {
            ahead += by.toMillis();
        }
        due().forEach(entry -> entry.executor.execute(entry.task));
    }

    private synchronized List<Entry> due() {
        List<Entry> due = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().at <= now()) {
            due.add(waiting.poll());
        }
        return due;
    }

    private void run() {
        while (true) {
            synchronized (this) {
                if (closed) {
                    return;
                }
                try {
                    long rest = waiting.isEmpty() ? TimeUnit.DAYS.toMillis(1) : waiting.peek().at - now();
                    if (rest > 0) {
                        wait(rest);
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
            due().forEach(entry -> entry.executor.execute(entry.task));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }
}
