package io.parley.engine;

import io.parley.engine.timer.Timers;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When there is to be a checkpoint: after each interval, and as soon as the journal has grown by so much since the last one, which bounds
 * what a start has to catch up with, and what is in memory because the view does not have it yet. Has the one thread on which they are made.
 */
final class Occasions {

    private static final Logger LOG = LoggerFactory.getLogger(Occasions.class);

    private static final long PATIENCE_SECONDS = 60;

    private final Timers timers;
    private final Duration interval;
    private final long growth;
    private final Runnable checkpoint;
    private final ExecutorService thread;

    // Owned by the thread.
    private Timers.Timer timer = () -> {};
    private boolean running;

    private volatile long newest = -1;

    /** Where the journal has grown so much; {@link Long#MAX_VALUE} while that is not looked at. */
    private volatile long dueAt = Long.MAX_VALUE;

    /**
     * @param growth in bytes
     * @param checkpoint run on the thread
     */
    Occasions(Timers timers, Duration interval, long growth, Runnable checkpoint) {
        this.timers = timers;
        this.interval = interval;
        this.growth = growth;
        this.checkpoint = checkpoint;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "parley-checkpoint");
            made.setDaemon(true);
            // It has seconds, and whoever waits for a message only milliseconds.
            made.setPriority(Thread.MIN_PRIORITY);
            return made;
        });
    }

    /** Something is on the journal there; called in ascending order. */
    void committed(long position) {
        newest = position;
        if (position >= dueAt) {
            dueAt = Long.MAX_VALUE;
            execute(this::make);
        }
    }

    /** Where the last thing is that {@link #committed} told of; -1 for nothing. Any thread. */
    long newest() {
        return newest;
    }

    /** From now on, until {@link #end}. */
    void begin() {
        onThread("begin", () -> {
            running = true;
            dueAt = newest + growth;
            schedule();
            return true;
        });
    }

    /** No more from now on; returns when none is under way. */
    void end() {
        onThread("end", () -> {
            running = false;
            dueAt = Long.MAX_VALUE;
            timer.cancel();
            return true;
        });
    }

    /** As {@link #end}, for ever; one that does not end is waited for {@value #PATIENCE_SECONDS} seconds. */
    void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("The view has not answered for {} s, and is left as it is", PATIENCE_SECONDS);
            } else {
                timer.cancel();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void schedule() {
        timer.cancel();
        timer = timers.after(interval, thread, this::make);
    }

    private void make() {
        if (!running) {
            return;
        }
        long before = newest;
        try {
            checkpoint.run();
        } finally {
            dueAt = before + growth;
            schedule();
        }
    }

    /** False when there are no checkpoints any more. */
    boolean execute(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs it and waits for it, for {@value #PATIENCE_SECONDS} seconds; false, too, when it fails. */
    boolean onThread(String what, Callable<Boolean> task) {
        try {
            return thread.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed already; no {}", what);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The view's {} did not end well; the view catches up at the next start: {}", what, e.toString());
        }
        return false;
    }
}
