package io.parley.engine.shard;

import java.util.concurrent.Executor;

/**
 * A piece of Parley's state. All tasks of one shard run on one thread, in the order in which they were handed over; so what a
 * shard owns needs no locks. Tasks must not block.
 */
public final class Shard implements Executor {

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

    /** Whether more tasks than that wait for its thread; a guess. Any thread. */
    public boolean isBehindBy(int tasks) {
        return worker.waiting() > tasks;
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
