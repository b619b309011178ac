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
     * Returns when no batch is under way, and all tasks of all shards and workers that were handed over before have run.
     *
     * @param batches how many are under way
     * @throws AssertionError when a shard or a worker does nothing for ten seconds
     */
    public static void await(LongSupplier batches, Collection<? extends Executor> shards, Executor workers) {
        long busy;
        do {
            busy = batches.getAsLong();
            for (int round = 0; round < ROUNDS; round++) {
                pass(shards, workers);
            }
        } while (busy + batches.getAsLong() > 0);
    }

    private static void pass(Collection<? extends Executor> shards, Executor workers) {
        CountDownLatch done = new CountDownLatch(shards.size());
        shards.forEach(shard -> shard.execute(() -> workers.execute(done::countDown)));
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("shards or workers hang");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
