package io.parley.engine;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** What the engine counts on the way of its batches. Safe for all threads. */
final class EngineMetrics {

    /** One of so many batches is timed: it has to cost next to nothing. */
    private static final int SAMPLE = 16;

    private final LongAdder committed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Histogram commit = Histogram.ofTimes(
            "engine.commit", "From handing a batch to the journal to its commit, of one in 16 batches");

    /** When a batch goes to the journal; 0 for one that is not timed. */
    static long begin() {
        return ThreadLocalRandom.current().nextInt(SAMPLE) == 0 ? System.nanoTime() | 1 : 0;
    }

    void committed(long begun) {
        committed.increment();
        if (begun != 0) {
            commit.add(System.nanoTime() - begun);
        }
    }

    void refused() {
        refused.increment();
    }

    List<Metric> metrics() {
        return List.of(
                Metric.counter("engine.committed", "Batches committed on the journal", committed.sum()),
                Metric.counter("engine.refused", "Batches of which nothing took effect", refused.sum()),
                commit.metric());
    }
}
