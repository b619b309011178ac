package io.parley.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShardsTest {

    @Test
    void tasksOfOneShardKeepTheOrderOfTheirThread() throws Exception {
        try (Shards shards = new Shards(8, 3)) {
            int producers = 4;
            int each = 50_000;
            int[][] last = new int[8][producers]; // each row owned by its shard
            AtomicInteger wrong = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(producers * each);
            ExecutorService pool = Executors.newFixedThreadPool(producers);
            for (int p = 0; p < producers; p++) {
                int producer = p;
                pool.execute(() -> {
                    for (int i = 1; i <= each; i++) {
                        int number = i;
                        Shard shard = shards.get(i % 8);
                        shard.execute(() -> {
                            if (last[shard.index()][producer] >= number || !shard.onThread()) {
                                wrong.incrementAndGet();
                            }
                            last[shard.index()][producer] = number;
                            done.countDown();
                        });
                    }
                });
            }
            done.await();
            pool.shutdown();
            assertEquals(0, wrong.get());
        }
    }

    /** With a wake-up lost the hand-over never comes back. */
    @Test
    void noWakeUpIsLost() throws Exception {
        try (Shards shards = new Shards(1, 1)) {
            int producers = 3;
            ExecutorService pool = Executors.newFixedThreadPool(producers);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 30_000; i++) {
                                CompletableFuture<Void> back = new CompletableFuture<>();
                                shards.get(0).execute(() -> back.complete(null));
                                back.join();
                            }
                        },
                        pool));
            }
            all.forEach(CompletableFuture::join);
            pool.shutdown();
        }
    }

    /** The queue grows while the worker goes to sleep: bursts of more than one chunk, each awaited. */
    @Test
    void noWakeUpIsLostWhileTheQueueGrows() throws Exception {
        try (Shards shards = new Shards(1, 1)) {
            for (int burst = 1; burst < 300; burst++) {
                CountDownLatch done = new CountDownLatch(burst * 10);
                for (int i = 0; i < burst * 10; i++) {
                    shards.get(0).execute(done::countDown);
                }
                done.await();
            }
        }
    }

    @Test
    void laterRunsBehindWhatWaits() {
        try (Shards shards = new Shards(1, 1)) {
            Shard shard = shards.get(0);
            List<String> seen = new ArrayList<>();
            CompletableFuture<Void> held = new CompletableFuture<>();
            CompletableFuture<Void> end = new CompletableFuture<>();
            shard.execute(held::join);
            shard.execute(() -> {
                shard.later(() -> {
                    seen.add("later");
                    shard.later(() -> {
                        seen.add("later still");
                        end.complete(null);
                    });
                });
                seen.add("first");
            });
            shard.execute(() -> seen.add("second"));
            held.complete(null);
            end.join();
            assertEquals(List.of("first", "second", "later", "later still"), seen);
        }
    }

    /** Without a bound on the burst a shard that always has work would never come to it. */
    @Test
    void laterComesThoughWorkNeverEnds() {
        try (Shards shards = new Shards(1, 1)) {
            Shard shard = shards.get(0);
            CompletableFuture<Void> came = new CompletableFuture<>();
            Runnable[] again = new Runnable[1];
            again[0] = () -> {
                if (!came.isDone()) {
                    shard.execute(again[0]);
                }
            };
            shard.execute(() -> shard.later(() -> came.complete(null)));
            shard.execute(again[0]);
            came.join();
        }
    }

    @Test
    void failingTaskHoldsNothingUp() {
        try (Shards shards = new Shards(1, 1)) {
            shards.get(0).execute(() -> {
                throw new StackOverflowError("for the test");
            });
            CompletableFuture<Void> next = new CompletableFuture<>();
            shards.get(0).execute(() -> next.complete(null));
            next.join();
        }
    }

    @Test
    void eachRunsEverywhereAndTellsFailures() {
        try (Shards shards = new Shards(16, 2)) {
            AtomicInteger count = new AtomicInteger();
            assertThrows(
                    CompletionException.class,
                    () -> shards.each(shard -> {
                                count.incrementAndGet();
                                if (shard.index() == 3) {
                                    throw new IllegalStateException("for the test");
                                }
                            })
                            .join());
            assertEquals(16, count.get());
        }
    }

    @Test
    void closeRunsWhatWasHandedOver() throws Exception {
        Shards shards = new Shards(4, 2);
        SynchronousQueue<String> gate = new SynchronousQueue<>();
        AtomicInteger ran = new AtomicInteger();
        shards.get(0).execute(() -> {
            try {
                gate.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 10_000; i++) {
            shards.get(i % 4).execute(ran::incrementAndGet);
        }
        Thread closing = new Thread(shards::close);
        closing.start();
        gate.put("go");
        closing.join();
        assertEquals(10_000, ran.get());
    }

    @Test
    void keysStayWhereTheyAre() {
        try (Shards shards = new Shards(64, 2)) {
            assertEquals(shards.indexOf("orders"), shards.of("orders").index());
            assertEquals(34, shards.indexOf("orders"), "journals of earlier versions count on it");
            int[] load = new int[64];
            for (int i = 0; i < 64_000; i++) {
                load[shards.indexOf("session-" + i)]++;
            }
            for (int count : load) {
                assertTrue(count > 500 && count < 2_000, "spread evenly: " + count);
            }
            assertFalse(shards.get(0).onThread());
        }
        assertThrows(IllegalArgumentException.class, () -> new Shards(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Shards(4097, 1));
    }
}
