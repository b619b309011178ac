package io.parley.testkit;

import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Waits until an engine in a test has nothing to do. */
public final class Quiet {

    /** One task leads to another a few times before there is another batch. */
    private static final int ROUNDS = 5;

    private Quiet() {}

    /**
     * Returns when no batch is under way, and all tasks of all shards and workers that were handed over before have ended.
     *
     * @param batches how many are under way
     * @param tasks of workers that wait or run
     * @throws AssertionError when a shard or a worker does nothing for ten seconds
     */
    public static void await(LongSupplier batches, Collection<? extends Executor> shards, LongSupplier tasks) {
        long busy;
        do {
            busy = batches.getAsLong();
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch ran = new CountDownLatch(shards.size());
                shards.forEach(shard -> shard.execute(ran::countDown));
                await(ran);
                awaitNone(tasks);
            }
        } while (busy + batches.getAsLong() > 0);
    }

    private static void awaitNone(LongSupplier tasks) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (tasks.getAsLong() > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("workers hang");
            }
            Thread.yield();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("shards hang");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
