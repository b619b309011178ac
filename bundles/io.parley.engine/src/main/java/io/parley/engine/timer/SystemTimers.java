package io.parley.engine.timer;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on the system's clock. */
public final class SystemTimers implements Timers, AutoCloseable {

    private static final Timer NEVER = () -> {};

    private final ScheduledThreadPoolExecutor executor;
    private final long beganMillis = System.currentTimeMillis();
    private final long beganNanos = System.nanoTime();

    public SystemTimers() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "parley-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long now() {
        return System.currentTimeMillis();
    }

    @Override
    public long steady() {
        return beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }

    @Override
    public Timer after(Duration delay, Executor target, Runnable task) {
        try {
            ScheduledFuture<?> future =
                    executor.schedule(() -> target.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return NEVER;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
