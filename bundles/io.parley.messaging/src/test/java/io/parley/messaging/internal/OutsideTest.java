package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.lane.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutsideTest {

    private final Workers workers = new Workers(2);

    @AfterEach
    void end() {
        workers.close();
    }

    @Test
    void oneWorkerTakesAllThatComesMeanwhile() {
        List<Runnable> woken = new ArrayList<>();
        Outside outside = new Outside(woken::add, look -> {});
        List<Integer> done = new ArrayList<>();
        outside.execute(() -> done.add(1));
        outside.execute(() -> {
            done.add(2);
            outside.execute(() -> done.add(3));
        });
        assertEquals(1, woken.size());
        woken.get(0).run();
        assertEquals(List.of(1, 2, 3), done);
        outside.execute(() -> done.add(4));
        assertEquals(2, woken.size());
        woken.get(1).run();
        assertEquals(List.of(1, 2, 3, 4), done);
    }

    @Test
    void whoHoldsItsWorkerUpDoesNotHoldUpOthers() throws Exception {
        Outside outside = new Outside(workers);
        CountDownLatch other = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        outside.execute(() -> {
            awaitQuietly(other);
            held.countDown();
        });
        outside.execute(other::countDown);
        assertTrue(held.await(10, TimeUnit.SECONDS));
    }

    @Test
    void whoHelpsIsHelpedToo() throws Exception {
        Outside outside = new Outside(workers);
        int links = 5;
        CountDownLatch[] done = new CountDownLatch[links + 1];
        for (int i = 0; i <= links; i++) {
            done[i] = new CountDownLatch(1);
        }
        // Each waits for the one behind it.
        for (int i = 0; i < links; i++) {
            int link = i;
            outside.execute(() -> {
                awaitQuietly(done[link + 1]);
                done[link].countDown();
            });
        }
        outside.execute(done[links]::countDown);
        assertTrue(done[0].await(10, TimeUnit.SECONDS));
    }

    /** The second one of three that came together waits for the third one, and what came behind them is behind them. */
    @Test
    void whoHelpsGoesOnWithTheNextOfThoseThatCameTogether() throws Exception {
        Outside outside = new Outside(workers);
        CountDownLatch third = new CountDownLatch(1);
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(4);
        outside.executeAll(List.of(
                () -> end(1, done, all),
                () -> {
                    awaitQuietly(third);
                    end(2, done, all);
                },
                () -> {
                    end(3, done, all);
                    third.countDown();
                }));
        outside.execute(() -> end(4, done, all));
        assertTrue(all.await(10, TimeUnit.SECONDS));
        assertEquals(1, done.get(0));
        assertEquals(3, done.get(1));
        assertEquals(List.of(1, 2, 3, 4), done.stream().sorted().toList());
    }

    private static void end(int task, List<Integer> done, CountDownLatch all) {
        done.add(task);
        all.countDown();
    }

    @Test
    void thoseThatCameTogetherAreInOrderWithOthers() {
        List<Runnable> woken = new ArrayList<>();
        Outside outside = new Outside(woken::add, look -> {});
        List<Integer> done = new ArrayList<>();
        outside.execute(() -> done.add(1));
        outside.executeAll(List.of(() -> done.add(2), () -> done.add(3)));
        outside.executeAll(List.of());
        outside.executeAll(List.of(() -> done.add(4)));
        outside.execute(() -> done.add(5));
        assertEquals(1, woken.size());
        woken.get(0).run();
        assertEquals(List.of(1, 2, 3, 4, 5), done);
    }

    @Test
    void aLookComesOnlyWhileAnyWait() {
        List<Runnable> woken = new ArrayList<>();
        List<Runnable> looks = new ArrayList<>();
        Outside outside = new Outside(woken::add, looks::add);
        AtomicInteger done = new AtomicInteger();
        outside.execute(done::incrementAndGet);
        assertEquals(0, looks.size());
        outside.execute(done::incrementAndGet);
        outside.execute(done::incrementAndGet);
        assertEquals(1, looks.size());
        woken.remove(0).run();
        assertEquals(3, done.get());
        looks.remove(0).run();
        assertEquals(List.of(), looks);
        assertEquals(List.of(), woken);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsLostBetweenManyThreads() throws Exception {
        Outside outside = new Outside(workers);
        AtomicInteger done = new AtomicInteger();
        int each = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    outside.execute(done::incrementAndGet);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        CountDownLatch last = new CountDownLatch(1);
        outside.execute(last::countDown);
        assertTrue(last.await(10, TimeUnit.SECONDS));
        workers.close();
        assertEquals(4 * each, done.get());
    }
}
