package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnTest extends OnTheWayTests {

    /** What the session amounts to when it gets these versions in this order. */
    private static String inOrder(long... versions) {
        long hash = 7;
        for (long version : versions) {
            hash = hash * 31 + version;
        }
        return "" + new Recorder.Value(hash, versions.length);
    }

    private static Condition condition(boolean holds) {
        return new Condition() {
            @Override
            public void reserve() {
                if (!holds) {
                    throw new RefusedException(Reason.CONFLICT, "for the test");
                }
            }

            @Override
            public void end(boolean committed) {}
        };
    }

    private String of(String session) {
        return recorder.state().get(session);
    }

    @Test
    void whatNeedsNoJournalComesBehindWhatIsOnItsWayThere() throws Exception {
        journal.keep();
        batch(Recorder.put("s", 1), "t").commit();
        batch(Recorder.put("s", 2), "t").commit();
        List<CompletableFuture<Void>> behind = new ArrayList<>();
        for (int i = 3; i < 6; i++) {
            behind.add(batch(Recorder.shortLived("s", i), "t").commit().toCompletableFuture());
        }
        Fixture.get(batch(Recorder.shortLived("other", 1), "another topic").commit());
        behind.forEach(stage -> assertFalse(stage.isDone()));
        journal.go();
        Fixture.get(behind.get(2));
        assertEquals(inOrder(1, 2, 3, 4, 5), of("s"));
        journal.keep();
        Fixture.get(batch(Recorder.shortLived("s", 6), "t").commit());
    }

    @Test
    void withoutAKeyNothingWaits() throws Exception {
        journal.keep();
        CompletionStage<Void> kept = batch(Recorder.put("s", 1), "t").commit();
        Fixture.get(batch(Recorder.shortLived("s", 2)).commit());
        journal.go();
        Fixture.get(kept);
        assertEquals(inOrder(2, 1), of("s"));
    }

    @Test
    void whatIsRefusedHoldsNothingUp() throws Exception {
        journal.keep();
        CompletionStage<Void> refused =
                batch(Recorder.put("s", 1), "t").require("s", condition(false)).commit();
        CompletionStage<Void> next = batch(Recorder.shortLived("s", 2), "t").commit();
        Fixture.failure(refused);
        Fixture.get(next);
        assertEquals(inOrder(2), of("s"));
    }

    @Test
    void itHoldsWithConditionsToo() throws Exception {
        journal.keep();
        batch(Recorder.put("s", 1), "t").require("s", condition(true)).commit();
        CompletionStage<Void> next = batch(Recorder.shortLived("s", 2), "t")
                .require("s", condition(true))
                .commit();
        recorder.state();
        assertFalse(next.toCompletableFuture().isDone());
        journal.go();
        Fixture.get(next);
        assertEquals(inOrder(1, 2), of("s"));
    }

    /** A key whose shard has another thread than that one's. */
    private String elsewhere(String key) {
        int worker = at.engine.shards().indexOf(key) % 2;
        for (int i = 0; ; i++) {
            if (at.engine.shards().indexOf("elsewhere " + i) % 2 != worker) {
                return "elsewhere " + i;
            }
        }
    }

    @Test
    void conditionsThatTakeLongHoldNobodyUpButThoseBehind() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        String slow = elsewhere("s");
        batch(Recorder.put("s", 1), "t").require(slow, slow(gate)).commit();
        List<CompletableFuture<Void>> behind = new ArrayList<>();
        behind.add(batch(Recorder.put("s", 2), "t").commit().toCompletableFuture());
        behind.add(batch(Recorder.shortLived("s", 3), "t").commit().toCompletableFuture());
        behind.add(batch(Recorder.put("s", 9), "t")
                .require("s", condition(false))
                .commit()
                .toCompletableFuture());
        behind.add(batch(Recorder.shortLived("s", 4), "t")
                .require("s", condition(true))
                .commit()
                .toCompletableFuture());
        behind.add(batch(Recorder.put("s", 5), "t")
                .require("s", condition(true))
                .commit()
                .toCompletableFuture());
        Fixture.get(batch(Recorder.put("s", 0)).commit());
        Fixture.failure(behind.get(2));
        assertEquals(
                List.of(false, false, true, false, false),
                behind.stream().map(CompletableFuture::isDone).toList());
        gate.countDown();
        Fixture.get(behind.get(4));
        assertEquals(inOrder(0, 1, 2, 3, 4, 5), of("s"));
    }

    /** Each waits for the one before it. */
    @Test
    void aLongQueueNeedsNoDeepStack() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        batch(Recorder.put("s", 0), "t").require(elsewhere("s"), slow(gate)).commit();
        CompletionStage<Void> last = null;
        long[] versions = new long[50_000];
        for (int i = 1; i < versions.length; i++) {
            boolean refused = i > 20_000 && i < 40_000;
            versions[i] = refused ? -1 : i;
            last = batch(i % 2 == 0 ? Recorder.put("s", i) : Recorder.shortLived("s", i), "t")
                    .require("s", condition(!refused))
                    .commit();
        }
        gate.countDown();
        Fixture.get(last);
        assertEquals(
                inOrder(Arrays.stream(versions).filter(version -> version >= 0).toArray()), of("s"));
    }

    @Test
    void manyThreadsKeepTheirOrders() throws Exception {
        List<CompletableFuture<Long>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String session = "session " + thread;
            threads.add(CompletableFuture.supplyAsync(() -> commitMixed(session), task -> new Thread(task).start()));
        }
        for (int thread = 0; thread < 4; thread++) {
            long hash = Fixture.get(threads.get(thread));
            assertEquals("" + new Recorder.Value(hash, 20_000), of("session " + thread));
        }
    }

    /** Some durable and some not, all in the order of one key; returns when all are applied. */
    private long commitMixed(String session) {
        Random random = new Random(session.hashCode());
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        long hash = 7;
        for (int i = 0; i < 20_000; i++) {
            Op op = random.nextInt(8) == 0 ? Recorder.put(session, i) : Recorder.shortLived(session, i);
            Batch batch = batch(op, session);
            for (int conditions = random.nextInt(3); conditions > 0; conditions--) {
                batch.require("shard " + random.nextInt(20), condition(true));
            }
            ends.add(batch.commit().toCompletableFuture());
            hash = hash * 31 + i;
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        return hash;
    }
}
