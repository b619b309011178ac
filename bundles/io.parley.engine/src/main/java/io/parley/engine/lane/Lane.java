package io.parley.engine.lane;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ordered work: each job begins when the one before has ended, however long that waits for something. Safe for all threads.
 */
public final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** So many jobs at the most before other lanes get the thread. */
    private static final int BURST = 64;

    private final Executor executor;
    private final int limit;
    private final Runnable whenIdle;
    private final ArrayDeque<Supplier<? extends CompletionStage<?>>> jobs = new ArrayDeque<>(); // guarded by this
    private boolean busy; // guarded by this

    /**
     * @param executor runs the jobs
     * @param limit the most jobs that may wait while one runs
     */
    public Lane(Executor executor, int limit) {
        this(executor, limit, () -> {});
    }

    /** @param whenIdle run each time the lane has become idle; it may be busy again by then */
    Lane(Executor executor, int limit, Runnable whenIdle) {
        this.executor = executor;
        this.limit = limit;
        this.whenIdle = whenIdle;
    }

    /** What adding a job led to. */
    enum Added {
        REFUSED,
        WAITS,
        /** The caller must {@link Lane#start} the lane. */
        FIRST
    }

    /**
     * Adds a job. It tells whom it concerns how it ended; the lane only keeps the order.
     *
     * @return false when the lane is full; the job was not taken
     */
    public boolean submit(Supplier<? extends CompletionStage<?>> job) {
        Added added = add(job);
        if (added == Added.FIRST) {
            start();
        }
        return added != Added.REFUSED;
    }

    synchronized Added add(Supplier<? extends CompletionStage<?>> job) {
        if (busy && jobs.size() >= limit) {
            return Added.REFUSED;
        }
        jobs.add(job);
        if (busy) {
            return Added.WAITS;
        }
        busy = true;
        return Added.FIRST;
    }

    void start() {
        executor.execute(this::run);
    }

    /** Whether nothing runs or waits. */
    public synchronized boolean idle() {
        return !busy;
    }

    /** How many jobs wait, the running one not counted. */
    public synchronized int waiting() {
        return jobs.size();
    }

    private void run() {
        for (int i = 0; i < BURST; i++) {
            Supplier<? extends CompletionStage<?>> job = next();
            if (job == null) {
                whenIdle.run();
                return;
            }
            CompletableFuture<?> end = begin(job).toCompletableFuture();
            if (!end.isDone()) {
                end.whenComplete((result, failure) -> executor.execute(this::run));
                return;
            }
        }
        executor.execute(this::run);
    }

    private synchronized Supplier<? extends CompletionStage<?>> next() {
        Supplier<? extends CompletionStage<?>> job = jobs.poll();
        busy = job != null;
        return job;
    }

    private static CompletionStage<?> begin(Supplier<? extends CompletionStage<?>> job) {
        try {
            CompletionStage<?> stage = job.get();
            if (stage != null) {
                return stage;
            }
            LOG.error("A job gave its lane no stage; the lane goes on");
        } catch (Throwable e) {
            LOG.error("A job of a lane failed; the lane goes on", e);
        }
        return CompletableFuture.completedFuture(null);
    }
}
