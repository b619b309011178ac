package io.parley.engine;

import java.time.Duration;

/**
 * How the engine is set up.
 *
 * @param shards pieces of state, 1 to 4,096
 * @param threads that serve the shards, 1 or more
 * @param memoryBytes for messages that wait; more of them are read from the journal when their turn comes
 * @param checkpointInterval how often the view is brought up to date
 * @param parkedBatches batches that may wait while a service restarts
 * @param drainMillis how long batches under way may take when a service leaves
 * @param compactBytes how far the journal may reach back for the sake of a few old messages; then these are copied forward
 * @param checkpointBytes the view is brought up to date sooner when the journal has grown by so much
 */
public record EngineSettings(
        int shards,
        int threads,
        long memoryBytes,
        Duration checkpointInterval,
        int parkedBatches,
        long drainMillis,
        long compactBytes,
        long checkpointBytes) {

    private static final long COMPACT_BYTES = 256L << 20;
    private static final long CHECKPOINT_BYTES = 128L << 20;

    public static final EngineSettings DEFAULT = new EngineSettings(
            64,
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())),
            128L << 20,
            Duration.ofSeconds(5),
            100_000,
            2_000,
            COMPACT_BYTES,
            CHECKPOINT_BYTES);

    /**
     * As this, where there is little heap: neither messages that wait nor what the view does not show yet gets more than a quarter of it,
     * since each of the two takes up to twice of that while a checkpoint is made.
     */
    public EngineSettings within(long heapBytes) {
        long most = heapBytes / 4;
        return new EngineSettings(
                shards,
                threads,
                Math.min(memoryBytes, most),
                checkpointInterval,
                parkedBatches,
                drainMillis,
                compactBytes,
                Math.min(checkpointBytes, most));
    }

    /** With the defaults of what is last. */
    public EngineSettings(
            int shards,
            int threads,
            long memoryBytes,
            Duration checkpointInterval,
            int parkedBatches,
            long drainMillis) {
        this(
                shards,
                threads,
                memoryBytes,
                checkpointInterval,
                parkedBatches,
                drainMillis,
                COMPACT_BYTES,
                CHECKPOINT_BYTES);
    }
}
