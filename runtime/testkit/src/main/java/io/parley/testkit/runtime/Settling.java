package io.parley.testkit.runtime;

import io.parley.engine.EngineCore;
import io.parley.engine.lane.Workers;
import io.parley.engine.shard.Shard;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until an engine has nothing to do. */
final class Settling {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** One task of a shard leads to another on a shard a few times before a worker or the journal has something to do. */
    private static final int ROUNDS = 3;

    private final EngineCore engine;
    private final Workers workers;

    Settling(EngineCore engine, Workers workers) {
        this.engine = engine;
        this.workers = workers;
    }

    /** Returns when nothing went on while all shards were asked several times, twice. */
    void await() {
        long begun = System.nanoTime();
        for (int quiet = 0; quiet < 2; ) {
            long before = workers.completed();
            boolean idle = workers.unfinished() == 0;
            for (int round = 0; round < ROUNDS; round++) {
                pass();
            }
            boolean still =
                    idle && engine.underWay() == 0 && workers.unfinished() == 0 && workers.completed() == before;
            quiet = still ? quiet + 1 : 0;
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new AssertionError("There is still work after ten seconds; perhaps a plug-in hangs");
            }
        }
    }

    private void pass() {
        CountDownLatch done = new CountDownLatch(engine.shards().count());
        for (Shard shard : engine.shards().all()) {
            // Behind what the shard puts off to the end of its burst, too.
            shard.execute(() -> shard.later(done::countDown));
        }
        try {
            if (!done.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
                throw new AssertionError("A shard hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
