package io.parley.engine;

import io.parley.engine.lane.Workers;
import io.parley.engine.shard.Shard;
import io.parley.spi.metrics.Metric;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until an engine in a test has nothing to do. */
public final class Quiet {

    /** One task leads to another a few times before there is another batch. */
    private static final int ROUNDS = 5;

    private Quiet() {}

    /**
     * Returns when no batch is under way, and all tasks of all shards and workers that were handed over before have ended, what shards put off to the
     * end of a burst included.
     *
     * @throws AssertionError when a shard or a worker does nothing for ten seconds
     */
    public static void await(EngineCore engine, Workers workers) {
        List<Shard> shards = engine.shards().all();
        long busy;
        double decided;
        do {
            decided = decided(engine);
            busy = engine.underWay();
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch ran = new CountDownLatch(shards.size());
                shards.forEach(shard -> shard.execute(() -> shard.later(ran::countDown)));
                await(ran);
                awaitNone(workers);
            }
        } while (busy + engine.underWay() > 0 || decided(engine) > decided);
    }

    /** Batches that were committed or refused: one that began and ended meanwhile may have led to something, too. */
    private static double decided(EngineCore engine) {
        return engine.metrics().stream()
                .filter(metric -> metric.name().equals("engine.committed")
                        || metric.name().equals("engine.refused"))
                .mapToDouble(Metric::total)
                .sum();
    }

    private static void awaitNone(Workers workers) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (workers.unfinished() > 0) {
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
