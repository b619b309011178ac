package io.parley.itest.mqtt.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Runs tasks one by one, in order, on a few threads that all lanes share. */
final class Lane {

    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "lane");
        thread.setDaemon(true);
        return thread;
    };
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4, DAEMONS);
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(DAEMONS);

    private final DisabledRules rules;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private volatile Thread thread;

    Lane(DisabledRules rules) {
        this.rules = rules;
    }

    static ScheduledFuture<?> later(Duration delay, Runnable task) {
        return CLOCK.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized void run(Runnable task) {
        tasks.add(task);
        if (!running) {
            running = true;
            THREADS.execute(this::all);
        }
    }

    /** Whether this is the thread that runs the lane's tasks just now. */
    boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    private void all() {
        thread = Thread.currentThread();
        for (Runnable task = next(); task != null; task = next()) {
            try {
                rules.during(task);
            } catch (RuntimeException | Error escaped) {
                Escaped.note(escaped);
            }
        }
    }

    private synchronized Runnable next() {
        running = !tasks.isEmpty();
        if (!running) {
            thread = null;
        }
        return tasks.poll();
    }
}
