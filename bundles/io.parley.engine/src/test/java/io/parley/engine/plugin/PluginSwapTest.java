package io.parley.engine.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.lane.Workers;
import io.parley.engine.timer.SystemTimers;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls from many threads while instances come, go and outrank each other all the time. */
@Timeout(60)
class PluginSwapTest {

    private static final int CALLERS = 8;
    private static final int CALLS = 5_000;
    private static final int SWAPS = 2_000;

    /** Knows when it was removed, and who is inside. */
    private static final class Part {

        private final AtomicInteger inside = new AtomicInteger();
        private volatile boolean removed;

        Part use(AtomicLong late) throws PluginException {
            inside.incrementAndGet();
            try {
                if (removed) {
                    late.incrementAndGet();
                }
                return this;
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    private final AtomicLong late = new AtomicLong();
    private final AtomicLong stillInside = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "true,true"})
    void everyCallHasOneResultFromOneThatWasThere(boolean inline, boolean here) throws Exception {
        try (SystemTimers timers = new SystemTimers();
                Workers workers = new Workers(4)) {
            PluginRegistry<Part> registry =
                    new PluginRegistry<>("part", () -> new PluginLimits(30_000, 30_000, 100_000), workers, timers);
            AtomicBoolean calling = new AtomicBoolean(true);
            Thread swapper = new Thread(() -> swap(registry, inline, calling));
            swapper.start();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            AtomicInteger results = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < CALLERS; t++) {
                Thread caller = new Thread(() -> call(registry, here, results, failures));
                callers.add(caller);
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            calling.set(false);
            swapper.join();
            assertTrue(failures.isEmpty(), () -> "" + failures.peek());
            assertEquals(CALLERS * CALLS, results.get());
            assertEquals(0, late.get(), "nobody was used after its removal");
            assertEquals(0, stillInside.get(), "removal waits for calls");
            PluginStatus status = registry.status().get(0);
            assertEquals(0, status.redone());
            assertEquals(0, status.holds());
            assertEquals(0, status.parked());
        }
    }

    private void call(
            PluginRegistry<Part> registry,
            boolean here,
            AtomicInteger results,
            ConcurrentLinkedQueue<Throwable> failures) {
        Semaphore window = new Semaphore(100);
        for (int i = 0; i < CALLS; i++) {
            if (here) {
                callHere(registry, results, failures);
                continue;
            }
            window.acquireUninterruptibly();
            AtomicBoolean ended = new AtomicBoolean();
            registry.call("x", part -> part.use(late)).whenComplete((value, failure) -> {
                if (failure != null || ended.getAndSet(true)) {
                    failures.add(failure == null ? new AssertionError("twice") : failure);
                }
                results.incrementAndGet();
                window.release();
            });
        }
        window.acquireUninterruptibly(100);
    }

    private void callHere(
            PluginRegistry<Part> registry, AtomicInteger results, ConcurrentLinkedQueue<Throwable> failures) {
        try {
            while (registry.callHere("x", part -> part.use(late)).isEmpty()) {
                Thread.onSpinWait();
            }
            results.incrementAndGet();
        } catch (PluginException | RuntimeException e) {
            failures.add(e);
        }
    }

    /** Now and then nobody is there; in the end somebody is, so that what waits goes on. */
    private void swap(PluginRegistry<Part> registry, boolean inline, AtomicBoolean calling) {
        Random random = new Random(7);
        List<Part> present = new ArrayList<>();
        for (int i = 0; i < SWAPS || calling.get(); i++) {
            if (present.size() < 3 && random.nextBoolean()) {
                Part part = new Part();
                present.add(part);
                registry.add(List.of("x", "y"), random.nextInt(3), i, inline, part);
            } else if (!present.isEmpty()) {
                remove(registry, present.remove(random.nextInt(present.size())));
            }
        }
        Part last = new Part();
        registry.add(List.of("x"), 0, 0, inline, last);
    }

    private void remove(PluginRegistry<Part> registry, Part part) {
        registry.remove(part);
        part.removed = true;
        stillInside.addAndGet(part.inside.get());
    }
}
