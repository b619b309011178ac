package io.parley.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

    private final Workers workers = new Workers(2);

    @AfterEach
    void close() {
        workers.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tasksMayWaitForThoseBehindThem() throws Exception {
        int tasks = 20;
        CountDownLatch all = new CountDownLatch(tasks);
        CountDownLatch done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            workers.execute(() -> {
                all.countDown();
                await(all);
                done.countDown();
            });
        }
        done.await();
        while (workers.most() > 2) {
            Thread.onSpinWait(); // The threads that came to help go again.
        }
    }

    @Test
    void whatIsNotTakenIsNotUnfinished() {
        workers.close();
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
        assertEquals(0, workers.unfinished());
    }

    @Test
    void thereIsAnEndToTheHelp() throws Exception {
        CountDownLatch held = new CountDownLatch(2 + Workers.MOST_LOST);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch last = new CountDownLatch(1);
        for (int i = 0; i < 2 + Workers.MOST_LOST; i++) {
            workers.execute(() -> {
                held.countDown();
                await(free);
            });
        }
        workers.execute(last::countDown);
        held.await();
        CountDownLatch looked = new CountDownLatch(3);
        look(looked);
        looked.await();
        assertEquals(1, last.getCount());
        assertEquals(2 + Workers.MOST_LOST, workers.most());
        free.countDown();
        last.await();
    }

    private void look(CountDownLatch looked) {
        workers.whenStuck(() -> {
            looked.countDown();
            if (looked.getCount() > 0) {
                look(looked);
            }
        });
    }

    @Test
    void thoseWhoAreLostCountTowardsTheSameLimit() {
        for (int i = 0; i < 2 * Workers.MOST_LOST; i++) {
            workers.lost();
        }
        assertEquals(2 + Workers.MOST_LOST, workers.most());
        for (int i = 0; i < 2 * Workers.MOST_LOST; i++) {
            workers.returned();
        }
        assertEquals(2, workers.most());
        CountDownLatch done = new CountDownLatch(1);
        workers.execute(done::countDown);
        await(done);
        while (workers.unfinished() > 0) {
            Thread.onSpinWait();
        }
        assertEquals(1, workers.completed());
    }
}
