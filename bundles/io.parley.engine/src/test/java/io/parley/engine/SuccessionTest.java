package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may still join a batch that is on its way to the journal. */
@Timeout(30)
class SuccessionTest extends OnTheWayTests {

    /** How it ended. */
    private static CompletableFuture<Void> grow(Batch batch, Runnable whenWritten) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        batch.commitGrowing(whenWritten, new Batch.End() {
            @Override
            public void committed() {
                ended.complete(null);
            }

            @Override
            public void refused(RefusedException why) {
                ended.completeExceptionally(why);
            }
        });
        return ended;
    }

    @Test
    void whatIsAddedUntilItIsWrittenIsPartOfIt() throws Exception {
        Batch growing = batch(Recorder.put("s", 1), "k");
        CompletableFuture<Void> ended = grow(growing, () -> growing.add(Recorder.put("t", 2)));
        Fixture.get(ended);
        assertEquals(2, recorder.applied.get());
        Map<String, String> before = recorder.state();
        at.crash();
        Recorder again = new Recorder(at.start("a"), "a");
        at.engine.join(again);
        assertEquals(before, again.state());
    }

    @Test
    void itIsLastUntilAnotherOneIsHandedOver() throws Exception {
        journal.keep();
        Batch growing = batch(Recorder.put("s", 1), "k");
        assertFalse(growing.isLast(), "nobody has it yet");
        CompletableFuture<Void> ended = grow(growing, () -> {});
        assertTrue(growing.isLast());
        batch(Recorder.put("s", 2)).standAside().commit();
        assertTrue(growing.isLast(), "that one stands aside");
        batch(Recorder.put("s", 3)).commit();
        assertFalse(growing.isLast());
        journal.go();
        Fixture.get(ended);
    }

    /** That one has the earlier place, and goes to the journal later. */
    @Test
    void itIsNotLastWhileOneWaitsBehindItInTheOrderOfItsKey() throws Exception {
        journal.keep();
        Batch growing = batch(Recorder.put("s", 1), "k");
        CompletableFuture<Void> ended = grow(growing, () -> {});
        CountDownLatch gate = new CountDownLatch(1);
        CompletableFuture<Void> behind = batch(Recorder.put("s", 2), "k")
                .require("s", slow(gate))
                .commit()
                .toCompletableFuture();
        assertFalse(growing.isLast());
        gate.countDown();
        journal.go();
        Fixture.get(ended);
        Fixture.get(behind);
    }

    @Test
    void oneThatWasHandedOverAtTheSameTimeAsAnotherIsNeverLast() throws Exception {
        Batch inner = batch(Recorder.put("s", 1), "k");
        Batch outer = batch(Recorder.put("s", 2), "other");
        CompletableFuture<Void> one = new CompletableFuture<>();
        journal.whileNext(() -> grow(inner, () -> {}).thenRun(() -> one.complete(null)));
        journal.keep();
        CompletableFuture<Void> other = grow(outer, () -> {});
        assertFalse(inner.isLast(), "the other one is behind it");
        journal.go();
        Fixture.get(one);
        Fixture.get(other);
    }
}
