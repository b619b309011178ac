package io.parley.engine.lane;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * One {@link Lane} for each key that has work just now. A lane that has become idle is forgotten, so that there are never more
 * than there is work for; all of its jobs have ended by then, so the key's order holds. Safe for all threads.
 */
public final class Lanes<K> {

    private final Executor executor;
    private final int limit;
    private final ConcurrentHashMap<K, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * @param executor runs the jobs
     * @param limit the most jobs that may wait in one lane while one runs
     */
    public Lanes(Executor executor, int limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /**
     * Adds a job to the key's lane.
     *
     * @return false when the lane is full; the job was not taken
     */
    public boolean submit(K key, Supplier<? extends CompletionStage<?>> job) {
        Lane.Added[] added = new Lane.Added[1];
        // Within compute, so that no lane gets a job while it is being forgotten.
        Lane taken = lanes.compute(key, (same, there) -> {
            Lane lane = there == null ? new Lane(executor, limit, () -> forget(key)) : there;
            added[0] = lane.add(job);
            return lane;
        });
        if (added[0] == Lane.Added.FIRST) {
            taken.start();
        }
        return added[0] != Lane.Added.REFUSED;
    }

    /** Whether nothing runs or waits for the key. */
    public boolean idle(K key) {
        Lane lane = lanes.get(key);
        return lane == null || lane.idle();
    }

    /** Whether nothing runs or waits at all; may say no for a moment after the last one's end. */
    public boolean idle() {
        return lanes.isEmpty();
    }

    /** How many jobs of the key have not ended. */
    public int unfinished(K key) {
        Lane lane = lanes.get(key);
        return lane == null || lane.idle() ? 0 : lane.waiting() + 1;
    }

    /** How many jobs of all keys have not ended. */
    public long unfinished() {
        return lanes.keySet().stream().mapToLong(this::unfinished).sum();
    }

    /** How many keys have work. */
    public int size() {
        return lanes.size();
    }

    private void forget(K key) {
        lanes.computeIfPresent(key, (same, lane) -> lane.idle() ? null : lane);
    }
}
