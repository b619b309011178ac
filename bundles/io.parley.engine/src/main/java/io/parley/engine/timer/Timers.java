package io.parley.engine.timer;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Time, and tasks for later. Safe for all threads. */
public interface Timers {

    /** Now, in milliseconds since 1970. */
    long now();

    /**
     * Now by a clock that nobody sets, in milliseconds since 1970: it was {@link #now} when this process began, and goes on evenly. For what lasts so and so
     * long, and must not end because the clock on the wall was put forward.
     */
    long steady();

    /**
     * Hands the task to the executor once that time has passed, unless it is cancelled before.
     *
     * @param delay zero or more
     */
    Timer after(Duration delay, Executor executor, Runnable task);

    /** A task for later. */
    @FunctionalInterface
    interface Timer {

        /** The task is not handed over any more; one that was may still run. */
        void cancel();
    }
}
