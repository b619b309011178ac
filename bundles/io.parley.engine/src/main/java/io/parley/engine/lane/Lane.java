package io.parley.engine.lane;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Ordered work: each job begins when the one before has ended, however long that waits for something. Safe for all threads.
 */
public final class Lane {

    private final Executor executor;
    private final int limit;
    private final ArrayDeque<Supplier<? extends CompletionStage<?>>> jobs = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this

    /**
     * @param executor runs the jobs
     * @param limit the most jobs that may wait
     */
    public Lane(Executor executor, int limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /**
     * Adds a job.
     *
     * @return false when the lane is full; the job was not taken
     */
    public boolean submit(Supplier<? extends CompletionStage<?>> job) {
        synchronized (this) {
            if (jobs.size() >= limit) {
                return false;
            }
            jobs.add(job);
            if (busy) {
                return true;
            }
            busy = true;
        }
        executor.execute(this::next);
        return true;
    }

    /** Whether nothing runs or waits. */
    public synchronized boolean idle() {
        return !busy;
    }

    /** How many jobs wait, the running one not counted. */
    public synchronized int waiting() {
        return jobs.size();
    }

    private void next() {
        Supplier<? extends CompletionStage<?>> job;
        synchronized (this) {
            job = jobs.poll();
            if (job == null) {
                busy = false;
                return;
            }
        }
        CompletionStage<?> stage;
        try {
            stage = job.get();
        } catch (RuntimeException | Error e) {
            // The job told whom it concerns; the lane only keeps the order.
            executor.execute(this::next);
            return;
        }
        stage.whenComplete((result, failure) -> executor.execute(this::next));
    }
}
