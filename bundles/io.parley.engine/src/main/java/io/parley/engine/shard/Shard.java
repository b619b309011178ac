package io.parley.engine.shard;

import java.util.concurrent.Executor;

/**
 * A piece of Parley's state. All tasks of one shard run on one thread, in the order in which they were handed over; so what a
 * shard owns needs no locks. Tasks must not block.
 */
public final class Shard implements Executor {

    /** One with more tasks than that is to have no more from those who wait to be told. */
    public static final int BEHIND = 4_096;

    /** So many questions have one answer to whether it is behind. */
    public static final int LOOK_EVERY = 16;

    private final int index;
    private final Worker worker;

    Shard(int index, Worker worker) {
        this.index = index;
        this.worker = worker;
    }

    /** From 0; the same key has the same index for as long as the data folder lives. */
    public int index() {
        return index;
    }

    /** Hands a task over. Any thread; never blocks. */
    @Override
    public void execute(Runnable task) {
        worker.execute(task);
    }

    /** Whether more than {@link #BEHIND} tasks wait for its thread; up to {@link #LOOK_EVERY} questions old. Any thread. */
    public boolean isBehind() {
        return worker.isBehind();
    }

    /**
     * Runs the task once the tasks that are waiting just now are done: the place for work that is cheaper for many changes
     * together. For the shard's own thread only.
     */
    public void later(Runnable task) {
        worker.later(task);
    }

    /** Whether the calling thread is the shard's own. */
    public boolean onThread() {
        return worker.onThread();
    }

    @Override
    public String toString() {
        return "shard " + index;
    }
}
