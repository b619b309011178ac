package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.Cause;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineCoreTest {

    private final Fixture at = new Fixture();

    @AfterEach
    void close() {
        at.close();
    }

    private Recorder begin() {
        EngineCore engine = at.start("a");
        Recorder recorder = new Recorder(engine, "a");
        engine.join(recorder);
        return recorder;
    }

    private Batch batch(Op... ops) {
        Batch batch = at.engine.batch();
        for (Op op : ops) {
            batch.add(op);
        }
        return batch;
    }

    /** Counts its calls; refuses when told to. */
    private static final class Counting implements Condition {

        private final boolean holds;
        private final AtomicInteger reserved = new AtomicInteger();
        private final List<Boolean> ends = Collections.synchronizedList(new ArrayList<>());

        Counting(boolean holds) {
            this.holds = holds;
        }

        @Override
        public void reserve() {
            reserved.incrementAndGet();
            if (!holds) {
                throw new RefusedException(Reason.CONFLICT, "taken");
            }
        }

        @Override
        public void end(boolean committed) {
            ends.add(committed);
        }
    }

    @Test
    void aBackupThatCannotBeMadeIsRefusedInWords() throws Exception {
        Path folder = Files.createTempDirectory("backup");
        try {
            begin();
            assertEquals(
                    "A view of this kind cannot be copied while it is in use",
                    Fixture.failure(at.engine.backup(folder)).getMessage());
            Path file = Files.createFile(folder.resolve("other"));
            assertEquals(
                    "The backup's folder " + folder + " is not empty; nothing was changed in it",
                    Fixture.failure(at.engine.backup(folder)).getMessage());
            Files.delete(file);
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void batchIsAppliedEverywhereBeforeItsStageCompletes() throws Exception {
        Recorder recorder = begin();
        Op[] ops = new Op[100];
        for (int i = 0; i < ops.length; i++) {
            ops[i] = Recorder.put("s" + i % 50, i);
        }
        CompletionStage<Map<String, String>> then = batch(ops).commit().thenApply(done -> Map.of());
        Fixture.get(then);
        assertEquals(100, recorder.applied.get());
        assertEquals(50, recorder.state().size());
        assertEquals(0, recorder.offThread.get());
        Fixture.get(batch().commit());
    }

    @Test
    void conditionsAreReservedAndEndedOnce() throws Exception {
        begin();
        List<Counting> all = new ArrayList<>();
        Batch batch = batch(Recorder.put("s", 1));
        for (int i = 0; i < 20; i++) {
            Counting condition = new Counting(true);
            all.add(condition);
            batch.require("key" + i, condition);
        }
        Fixture.get(batch.commit());
        at.engine.shards().each(shard -> {}).join();
        for (Counting condition : all) {
            assertEquals(1, condition.reserved.get());
            assertEquals(List.of(true), condition.ends);
        }
    }

    @Test
    void refusalChangesNothing() throws Exception {
        Recorder recorder = begin();
        List<Counting> others = new ArrayList<>();
        Counting refuses = new Counting(false);
        Batch batch = batch(Recorder.put("s", 1));
        for (int i = 0; i < 20; i++) {
            Counting condition = new Counting(true);
            others.add(condition);
            batch.require("key" + i, i == 10 ? refuses : condition);
        }
        RefusedException refused = assertInstanceOf(RefusedException.class, Fixture.failure(batch.commit()));
        assertEquals(Reason.CONFLICT, refused.reason());
        at.engine.shards().each(shard -> {}).join();
        assertEquals(List.of(), refuses.ends);
        for (Counting condition : others) {
            assertEquals(condition.reserved.get() == 1 ? List.of(false) : List.of(), condition.ends);
        }
        assertEquals(0, recorder.applied.get());
        assertEquals(0, at.journal.end());
    }

    /** Two keys, the second one of a later shard. */
    private List<String> keys() {
        String first = IntStream.range(0, 100)
                .mapToObj(i -> "first" + i)
                .filter(key -> at.engine.shards().indexOf(key) == 0)
                .findFirst()
                .orElseThrow();
        String later = IntStream.range(0, 100)
                .mapToObj(i -> "later" + i)
                .filter(key -> at.engine.shards().indexOf(key) > 0)
                .findFirst()
                .orElseThrow();
        return List.of(first, later);
    }

    private static Condition noting(List<String> order, String name) {
        return new Condition() {
            @Override
            public void reserve() {
                order.add(name);
            }

            @Override
            public void end(boolean committed) {
                order.add(name + " ended");
            }
        };
    }

    @Test
    void whatIsRequiredFirstIsLookedAtInTheOrderOfTheBatches() throws Exception {
        begin();
        List<String> keys = keys();
        CountDownLatch held = new CountDownLatch(1);
        at.engine.shards().of(keys.get(0)).execute(() -> awaitQuietly(held));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CompletionStage<Void> one = batch(Recorder.put(keys.get(1), 1))
                .require(keys.get(0), noting(order, "another shard"))
                .requireFirst(keys.get(1), noting(order, "one"))
                .commit();
        CompletionStage<Void> two = batch(Recorder.put(keys.get(1), 2))
                .requireFirst(keys.get(1), noting(order, "two"))
                .commit();
        Fixture.get(two);
        assertEquals(List.of("one", "two"), order.subList(0, 2));
        held.countDown();
        Fixture.get(one);
        at.engine.shards().each(shard -> {}).join();
        assertEquals(
                Set.of("one", "two", "another shard", "one ended", "two ended", "another shard ended"),
                Set.copyOf(order));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void brokenConditionsAndParticipantsHoldNothingUp() throws Exception {
        Recorder recorder = begin();
        Participant broken = new Broken();
        at.engine.join(broken);
        Condition failsToEnd = new Condition() {
            @Override
            public void reserve() {}

            @Override
            public void end(boolean committed) {
                throw new IllegalStateException("for the test");
            }
        };
        Fixture.get(batch(Recorder.put("s", 1)).require("s", failsToEnd).commit());
        assertEquals(1, recorder.applied.get());
        Condition failsToReserve = new Condition() {
            @Override
            public void reserve() {
                throw new AssertionError("for the test");
            }

            @Override
            public void end(boolean committed) {}
        };
        Fixture.failure(batch(Recorder.put("s", 1)).require("s", failsToReserve).commit());
        at.engine.leave(broken);
    }

    private static final class Broken implements Participant {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void load(View view) {}

        @Override
        public void apply(Shard shard, Op op, MessageRef message) {
            throw new IllegalStateException("for the test");
        }

        @Override
        public void collect(Shard shard, ViewChanges changes) {}
    }

    @Test
    void batchThatIsNotDurableSkipsTheJournal() throws Exception {
        Recorder recorder = begin();
        Fixture.get(
                batch(Recorder.shortLived("s", 1), Recorder.shortLived("t", 1)).commit());
        assertEquals(2, recorder.applied.get());
        assertEquals(0, at.journal.end());
    }

    @Test
    void failingJournalFailsTheStageAndNothingIsApplied() throws Exception {
        Recorder recorder = begin();
        Counting condition = new Counting(true);
        at.journal.refuse("disk full");
        CompletionStage<Void> refused =
                batch(Recorder.put("s", 1)).require("s", condition).commit();
        RefusedException words = assertInstanceOf(RefusedException.class, Fixture.failure(refused));
        assertEquals(Reason.UNAVAILABLE, words.reason());
        assertTrue(words.getMessage().contains("disk full"), words.getMessage());
        assertEquals(List.of(false), condition.ends);
        assertEquals(0, recorder.applied.get());
        at.journal.resume();
        Fixture.get(batch(Recorder.put("s", 1)).commit());
    }

    @Test
    void opForMessageThatIsNotThereIsRefusedAtOnce() {
        begin();
        assertThrows(IllegalArgumentException.class, () -> batch(new QueueOp.Append("q", 0, true)));
    }

    @Test
    void memoryOfMessagesIsGivenBack() throws Exception {
        begin();
        Message message = Message.to(Address.queue("q")).payload("hello").build();
        Batch batch = at.engine.batch();
        batch.add(message, StoredMessage.plain(message));
        batch.add(Recorder.put("s", 1));
        Fixture.get(batch.commit());
        assertEquals(0, at.engine.messages().residentBytes(), "a message that nobody holds takes no room");
        Batch held = at.engine.batch();
        held.add(new QueueOp.Append("q", held.add(message, StoredMessage.plain(message)), true));
        Fixture.get(held.commit());
        assertTrue(at.engine.messages().residentBytes() > 0);
    }

    /** Each thread's puts to one session arrive in its order: the hash says so. */
    @Test
    void orderOfOneThreadIsKept() throws Exception {
        Recorder recorder = begin();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String session = "s" + t;
            threads.add(CompletableFuture.runAsync(() -> {
                List<CompletionStage<Void>> all = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    all.add(batch(Recorder.put(session, i)).commit());
                }
                all.forEach(stage -> stage.toCompletableFuture().join());
            }));
        }
        threads.forEach(CompletableFuture::join);
        long hash = 7;
        for (int i = 0; i < 5_000; i++) {
            hash = hash * 31 + i;
        }
        String expected = "" + new Recorder.Value(hash, 5_000);
        assertEquals(Map.of("s0", expected, "s1", expected, "s2", expected, "s3", expected), recorder.state());
    }

    @Test
    void batchesWaitForTheParticipantsUpToTheLimit() throws Exception {
        EngineCore engine = at.start("a", "b");
        Recorder a = new Recorder(engine, "a");
        engine.join(a);
        assertFalse(engine.running());
        List<CompletionStage<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(batch(Recorder.put("s", i)).commit());
        }
        RefusedException full = assertInstanceOf(
                RefusedException.class,
                Fixture.failure(batch(Recorder.put("s", 0)).commit()));
        assertEquals("A part of Parley restarts, and 1000 batches wait already", full.getMessage());
        Recorder b = new Recorder(engine, "b");
        engine.join(b);
        for (CompletionStage<Void> stage : waiting) {
            Fixture.get(stage);
        }
        assertEquals(1, a.started.get());
        assertEquals(1_000, b.applied.get());
        assertEquals(a.state(), b.state());
        engine.leave(a);
        CompletionStage<Void> left = batch(Recorder.put("s", 0)).commit();
        engine.close();
        assertEquals(
                "Parley stops and takes no more work", Fixture.failure(left).getMessage());
        assertThrows(IllegalStateException.class, () -> engine.join(a));
        engine.leave(b);
    }

    /** State after live work, crashes, checkpoints, restarts of a participant: always what the ops amount to. */
    @Test
    void recoveryAmountsToTheSameAsLiveWork() throws Exception {
        for (int seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            Recorder a = begin();
            Recorder b = new Recorder(at.engine, "b");
            at.engine.join(b);
            for (int round = 0; round < 15; round++) {
                randomWork(random.nextLong());
                assertEquals(a.state(), b.state());
                Map<String, String> before = a.state();
                switch (random.nextInt(4)) {
                    case 0 -> at.engine.checkpoint();
                    case 1 -> {
                        at.engine.leave(b);
                        b = new Recorder(at.engine, "b");
                        at.engine.join(b);
                    }
                    default -> {
                        at.crash();
                        a = begin();
                        b = new Recorder(at.engine, "b");
                        at.engine.join(b);
                    }
                }
                assertEquals(before, a.state(), "seed " + seed);
                assertEquals(before, b.state(), "seed " + seed);
                assertEquals(0, a.offThread.get() + b.offThread.get());
            }
            at.crash();
            at.journal = new MemoryJournal();
            at.view = new MemoryView();
        }
    }

    private void randomWork(long seed) {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Random random = new Random(seed + t);
            threads.add(CompletableFuture.runAsync(() -> {
                List<CompletionStage<Void>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    all.add(randomBatch(random).commit());
                    if (random.nextInt(50) == 0) {
                        at.engine.checkpoint();
                    }
                }
                all.forEach(stage -> stage.toCompletableFuture().join());
            }));
        }
        threads.forEach(CompletableFuture::join);
    }

    private Batch randomBatch(Random random) {
        Batch batch = at.engine.batch();
        for (int ops = random.nextInt(4) + 1; ops > 0; ops--) {
            switch (random.nextInt(5)) {
                case 0 -> batch.add(new SessionOp.Closed("s" + random.nextInt(30), true));
                case 1 -> {
                    Message message =
                            Message.to(Address.queue("q")).payload("m").build();
                    int place = batch.add(message, StoredMessage.plain(message));
                    batch.add(new QueueOp.Append("q" + random.nextInt(4), place, true));
                }
                case 2 ->
                    batch.add(
                            new QueueOp.Remove("q" + random.nextInt(4), random.nextInt(100), Cause.ACKNOWLEDGED, true));
                default -> batch.add(Recorder.put("s" + random.nextInt(30), random.nextInt()));
            }
        }
        return batch;
    }
}
