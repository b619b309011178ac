package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Participants that take up the view aside, while others join. */
@Timeout(30)
class LoadingTest {

    private final Fixture at = new Fixture();

    @AfterEach
    void close() {
        at.close();
    }

    /** Loads when it may; notes when something comes before that. */
    private static final class Slow implements Participant {

        private final String name;
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch may;
        private final AtomicInteger applied = new AtomicInteger();
        private volatile boolean loaded;
        private volatile boolean startedEarly;
        private volatile boolean appliedEarly;
        private volatile boolean started;
        private volatile JournalException failure;

        Slow(String name, CountDownLatch may) {
            this.name = name;
            this.may = may;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean loadsAside() {
            return true;
        }

        @Override
        public void load(View view) throws JournalException {
            begun.countDown();
            try {
                if (!may.await(10, TimeUnit.SECONDS)) {
                    throw new JournalException(name + " waited for too long");
                }
            } catch (InterruptedException e) {
                throw new JournalException("interrupted", e);
            }
            if (failure != null) {
                throw failure;
            }
            loaded = true;
        }

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {
            appliedEarly |= !loaded;
            applied.incrementAndGet();
        }

        @Override
        public void started() {
            startedEarly = !loaded;
            started = true;
        }

        @Override
        public void collect(Shard shard, ViewChanges changes) {}
    }

    @Test
    void severalLoadAtTheSameTime() {
        EngineCore engine = at.start("a", "b");
        Slow b = new Slow("b", new CountDownLatch(0));
        // Each loads once the other one has begun.
        Slow a = new Slow("a", b.begun);
        engine.join(a);
        assertFalse(a.started);
        engine.join(b);
        assertTrue(a.started && b.started && engine.running());
        assertFalse(a.startedEarly || b.startedEarly);
    }

    @Test
    void recordsAreTakenUpOnceAllHaveLoaded() throws Exception {
        EngineCore first = at.start("a");
        first.join(new Slow("a", new CountDownLatch(0)));
        for (int i = 0; i < 100; i++) {
            Fixture.get(first.batch().add(Recorder.put("s" + i, i)).commit());
        }
        at.crash();

        CountDownLatch may = new CountDownLatch(1);
        EngineCore engine = at.start("a", "b");
        Slow a = new Slow("a", may);
        engine.join(a);
        Slow b = new Slow("b", new CountDownLatch(0));
        Thread joining = new Thread(() -> engine.join(b));
        joining.start();
        while (!waitsForLoads(joining)) {
            assertTrue(joining.isAlive(), "joined before all had loaded");
            Thread.onSpinWait();
        }
        assertEquals(0, b.applied.get());
        may.countDown();
        joining.join();
        assertEquals(100, a.applied.get());
        assertEquals(100, b.applied.get());
        assertFalse(a.appliedEarly || b.appliedEarly || a.startedEarly || b.startedEarly);
    }

    private static boolean waitsForLoads(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Loading.class.getName())
                        && frame.getMethodName().equals("await"));
    }

    @Test
    void oneThatCannotLoadKeepsAllFromStarting() {
        EngineCore engine = at.start("a", "b");
        Slow a = new Slow("a", new CountDownLatch(0));
        a.failure = new JournalException("table a is damaged");
        engine.join(a);
        Slow b = new Slow("b", new CountDownLatch(0));
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> engine.join(b));
        assertEquals("table a is damaged", refused.getMessage());
        assertSame(a.failure, refused.getCause());
        assertFalse(engine.running());
        assertFalse(a.started || b.started);
        assertEquals(
                "table a is damaged",
                assertThrows(IllegalStateException.class, () -> engine.join(b)).getMessage());
    }

    @Test
    void oneThatLeavesWhileItLoadsIsWaitedForAndMayComeAgain() throws Exception {
        CountDownLatch may = new CountDownLatch(1);
        EngineCore engine = at.start("a", "b");
        Slow before = new Slow("a", may);
        engine.join(before);
        before.begun.await();
        Thread leaving = new Thread(() -> engine.leave(before));
        leaving.start();
        may.countDown();
        leaving.join();
        assertTrue(before.loaded);
        Slow again = new Slow("a", new CountDownLatch(0));
        engine.join(again);
        engine.join(new Slow("b", new CountDownLatch(0)));
        assertTrue(again.started && engine.running());
        assertFalse(before.started);
    }

    /** Others work: it joins as any participant does, by the time that {@code join} returns. */
    @Test
    void oneThatComesBackLaterHasLoadedWhenItHasJoined() {
        EngineCore engine = at.start("a");
        engine.join(new Slow("a", new CountDownLatch(0)));
        Slow late = new Slow("late", new CountDownLatch(0));
        engine.join(late);
        assertTrue(late.loaded && late.started);
        assertFalse(late.startedEarly);
    }
}
