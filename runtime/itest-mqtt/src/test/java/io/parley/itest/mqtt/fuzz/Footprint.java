package io.parley.itest.mqtt.fuzz;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * What this process holds.
 *
 * @param heap live bytes, after a full collection
 * @param threads their ids
 */
record Footprint(long heap, Set<Long> threads) {

    /** What the heap may have grown by: caches, code that ran for the first time, and the fuzzer's own. */
    static final long HEAP_ALLOWANCE = 16 << 20;

    /** A session that outlives its connection and a checkpoint take a second or two. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    static Footprint now() {
        System.gc();
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(
                heap,
                Thread.getAllStackTraces().keySet().stream().map(Thread::getId).collect(Collectors.toSet()));
    }

    /**
     * Waits until this process holds no more than that, beyond the allowance.
     *
     * @return what it holds then
     */
    static Footprint awaitBack(Footprint before) {
        long begin = System.nanoTime();
        Footprint after = now();
        while (after.exceeds(before)) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new AssertionError(after.since(before) + "; new: " + after.newThreads(before));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            after = now();
        }
        return after;
    }

    private boolean exceeds(Footprint before) {
        return heap > before.heap + HEAP_ALLOWANCE || threads.size() > before.threads.size();
    }

    private Set<String> newThreads(Footprint before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.threads.contains(thread.getId()))
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** For people. */
    String since(Footprint before) {
        return "%d threads, before %d; %,d KiB of heap, before %,d, and %,d more are allowed"
                .formatted(threads.size(), before.threads.size(), heap >> 10, before.heap >> 10, HEAP_ALLOWANCE >> 10);
    }
}
