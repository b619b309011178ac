package io.parley.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(15)
class LaneTest {

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Workers workers = new Workers(4);

    @AfterEach
    void close() {
        workers.close();
    }

    private static Supplier<CompletionStage<Void>> counting(CountDownLatch latch) {
        return () -> {
            latch.countDown();
            return DONE;
        };
    }

    @Test
    void jobsRunOneAfterAnotherInOrder() throws Exception {
        Lane lane = new Lane(workers, 100_000);
        List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(20_000);
        for (int i = 0; i < 20_000; i++) {
            int number = i;
            assertTrue(lane.submit(() -> {
                if (running.incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                }
                Runnable end = () -> {
                    ended.add(number);
                    running.decrementAndGet();
                    done.countDown();
                };
                return switch (ThreadLocalRandom.current().nextInt(3)) {
                    case 0 -> CompletableFuture.runAsync(end, workers);
                    case 1 -> CompletableFuture.runAsync(end, workers).minimalCompletionStage();
                    default -> {
                        end.run();
                        yield CompletableFuture.completedFuture(null);
                    }
                };
            }));
        }
        done.await();
        assertEquals(0, overlaps.get());
        assertEquals(IntStream.range(0, 20_000).boxed().toList(), ended);
    }

    @Test
    void manySynchronousJobsNeedNoStack() throws Exception {
        for (Executor executor : List.<Executor>of(workers, new Workers(1))) {
            Lane lane = new Lane(executor, 200_000);
            CountDownLatch done = new CountDownLatch(100_000);
            CompletableFuture<Void> gate = new CompletableFuture<>();
            lane.submit(() -> gate);
            for (int i = 0; i < 100_000; i++) {
                lane.submit(counting(done));
            }
            gate.complete(null);
            done.await();
        }
    }

    @Test
    void fullLaneRefuses() {
        Lane lane = new Lane(workers, 2);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> hangs = new CompletableFuture<>();
        assertTrue(lane.submit(() -> {
            begun.complete(null);
            return hangs;
        }));
        begun.join();
        assertTrue(lane.submit(() -> DONE));
        assertTrue(lane.submit(() -> DONE));
        assertFalse(lane.submit(() -> DONE));
        assertEquals(2, lane.waiting());
        assertFalse(lane.idle());
        hangs.complete(null);
        while (!lane.submit(counting(new CountDownLatch(1)))) {
            Thread.onSpinWait();
        }
        Lane none = new Lane(workers, 0);
        assertTrue(none.submit(() -> hangs), "an idle lane needs no room to wait");
    }

    @Test
    void jobThatNeverEndsHoldsOnlyItsOwnLane() throws Exception {
        Lane stuck = new Lane(workers, 10);
        stuck.submit(CompletableFuture::new);
        CountDownLatch behind = new CountDownLatch(1);
        stuck.submit(counting(behind));
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            new Lane(workers, 1).submit(counting(done));
        }
        done.await();
        assertEquals(1, behind.getCount());
    }

    @Test
    void failingJobsDoNotStopTheLane() throws Exception {
        Lane lane = new Lane(workers, 10);
        CountDownLatch done = new CountDownLatch(1);
        lane.submit(() -> {
            throw new IllegalStateException("for the test");
        });
        lane.submit(() -> null);
        lane.submit(() -> CompletableFuture.failedStage(new IllegalStateException("for the test")));
        lane.submit(counting(done));
        done.await();
    }

    @Test
    void idleLanesAreForgottenAndOrderHolds() throws Exception {
        Lanes<Integer> lanes = new Lanes<>(workers, 1_000_000);
        int keys = 50;
        int each = 2_000;
        int[] last = new int[keys];
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(keys * each);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int first = t;
            threads[t] = new Thread(() -> {
                for (int i = 1; i <= each; i++) {
                    for (int key = first; key < keys; key += threads.length) {
                        int number = i;
                        int mine = key;
                        lanes.submit(key, () -> {
                            if (last[mine] != number - 1) {
                                wrong.incrementAndGet();
                            }
                            last[mine] = number;
                            done.countDown();
                            return number % 3 == 0 ? CompletableFuture.runAsync(() -> {}, workers) : DONE;
                        });
                    }
                }
            });
            threads[t].start();
        }
        done.await();
        assertEquals(0, wrong.get());
        while (lanes.size() > 0) {
            Thread.onSpinWait();
        }
        assertTrue(lanes.idle(0));
        assertEquals(0, lanes.unfinished(0));
    }

    @Test
    void lostThreadsAreReplaced() {
        try (Workers one = new Workers(1)) {
            CompletableFuture<Void> hang = new CompletableFuture<>();
            one.execute(hang::join);
            one.lost();
            CompletableFuture.runAsync(() -> {}, one).join();
            hang.complete(null);
            one.returned();
            for (int i = 0; i < 200; i++) {
                one.lost();
            }
            for (int i = 0; i < 200; i++) {
                one.returned();
            }
            one.returned();
            one.lost();
            CompletableFuture.runAsync(() -> {}, one).join();
        }
    }
}
