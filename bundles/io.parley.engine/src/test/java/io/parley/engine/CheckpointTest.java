package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
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
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints, trimming, and participants that leave and come back. */
@Timeout(30)
class CheckpointTest {

    private final Fixture at = new Fixture();
    private final FailingView view = new FailingView();

    @AfterEach
    void close() {
        at.close();
    }

    private Recorder begin() {
        at.view = view;
        return join(at.start("a"));
    }

    private static Recorder join(EngineCore engine) {
        Recorder recorder = new Recorder(engine, "a");
        engine.join(recorder);
        return recorder;
    }

    private CompletionStage<Void> commit(Op op) {
        return at.engine.batch().add(op).commit();
    }

    private void send(String queue, int size) throws Exception {
        Message message = Message.to(Address.queue(queue))
                .payload(Payload.copyOf(new byte[size]))
                .build();
        Batch batch = at.engine.batch();
        Fixture.get(batch.add(new QueueOp.Append(queue, batch.add(message, StoredMessage.plain(message)), true))
                .commit());
    }

    private void remove(String queue, long sequence) throws Exception {
        Fixture.get(commit(new QueueOp.Remove(queue, sequence, Cause.ACKNOWLEDGED, true)));
    }

    /** The timers of the fixture stand still: it is the journal's growth. */
    @Test
    void viewIsBroughtUpToDateWhenTheJournalHasGrown() throws Exception {
        begin();
        send("q", 1000);
        assertTrue(at.engine.viewLag().compareTo(Duration.ZERO) > 0, "nothing is due yet");
        for (int round = 0; round < 2; round++) {
            send("q", (int) Fixture.CHECKPOINT);
            assertTrue(at.engine.viewLag().compareTo(Duration.ZERO) > 0, "nothing is due yet");
            send("q", 1000);
            while (!at.engine.viewLag().isZero()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void theViewIsWrittenByAThreadOfTheLowestPriority() throws Exception {
        begin();
        int[] priority = {0};
        view.before = () -> priority[0] = Thread.currentThread().getPriority();
        Fixture.get(commit(Recorder.put("one", 1)));
        at.engine.checkpoint();
        assertEquals(Thread.MIN_PRIORITY, priority[0]);
    }

    @Test
    void viewThatFailedIsWrittenLaterAndNothingRemovedComesBack() throws Exception {
        Recorder recorder = begin();
        Fixture.get(commit(Recorder.put("gone", 1)));
        Fixture.get(commit(Recorder.put("kept", 1)));
        view.fails = true;
        at.engine.checkpoint();
        assertEquals("view disk full", at.engine.viewFailure());
        Duration lag = at.engine.viewLag();
        assertTrue(lag.compareTo(Duration.ZERO) > 0 && at.engine.viewLag().compareTo(lag) >= 0, lag.toString());
        Fixture.get(commit(new SessionOp.Closed("gone", true)));
        at.engine.checkpoint();
        assertEquals(0, view.position());
        assertEquals(0, at.journal.begin());
        view.fails = false;
        at.engine.checkpoint();
        assertEquals("", at.engine.viewFailure());
        assertEquals(Duration.ZERO, at.engine.viewLag());
        Map<String, String> state = recorder.state();
        at.crash();
        assertEquals(state, begin().state());
        assertEquals(Set.of("kept"), state.keySet());
    }

    @Test
    void checkpointsComeByTimeAndOnlyWhenThereIsSomething() throws Exception {
        begin();
        Fixture.get(commit(Recorder.put("s", 1)));
        while (view.position() == 0) {
            at.timers.pass(5_000);
        }
        at.engine.checkpoint();
        long end = at.journal.end();
        at.engine.checkpoint();
        assertEquals(end, at.journal.end());
        Fixture.get(commit(Recorder.put("s", 2)));
        at.engine.checkpoint();
        assertTrue(view.position() > end);
        assertEquals(1, at.timers.waiting());
    }

    @Test
    void viewIsNotWrittenAnyMoreOnceTheEngineIsClosed() throws Exception {
        begin();
        Fixture.get(commit(Recorder.put("s", 1)));
        Thread closing = new Thread(at.engine::close);
        AtomicBoolean late = new AtomicBoolean();
        view.before = () -> {
            closing.start();
            late.set(endsSoonAfterItInterrupted(closing));
        };
        at.engine.checkpoint();
        closing.join();
        assertFalse(late.get(), "closed while the view was written");
        assertTrue(view.position() > 0);
    }

    private static boolean endsSoonAfterItInterrupted(Thread other) {
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
        try {
            other.join(300);
            return !other.isAlive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void journalIsTrimmedUpToWhatIsReferredTo() throws Exception {
        begin();
        send("early", 10);
        for (int i = 0; i < 5; i++) {
            send("bulk", 8 << 20);
            remove("bulk", i + 1);
        }
        at.engine.checkpoint();
        assertEquals(0, at.journal.begin(), "the early message is still there");
        at.crash();
        begin();
        at.engine.checkpoint();
        assertEquals(0, at.journal.begin(), "counts survive a restart");
        remove("early", 1);
        at.engine.checkpoint();
        assertTrue(at.journal.begin() > 32 << 20, "begins at " + at.journal.begin());
        at.crash();
        begin();
    }

    @Test
    void participantThatComesBackWhileTheViewFailsIsRefusedAndLosesNothing() throws Exception {
        Recorder recorder = begin();
        Fixture.get(commit(Recorder.put("s", 1)));
        Map<String, String> state = recorder.state();
        view.fails = true;
        at.engine.leave(recorder);
        EngineCore engine = at.engine;
        String words =
                assertThrows(IllegalStateException.class, () -> join(engine)).getMessage();
        assertEquals("view disk full", words);
        view.fails = false;
        assertEquals(state, join(engine).state());
    }

    @Test
    void participantMayLeaveWhileTheJournalRefuses() throws Exception {
        Recorder recorder = begin();
        send("q", 10);
        Map<String, String> state = recorder.state();
        at.journal.refuse("disk full");
        at.engine.leave(recorder);
        assertThrows(IllegalStateException.class, () -> join(at.engine));
        at.journal.resume();
        Recorder back = join(at.engine);
        assertEquals(state, back.state());
        remove("q", 1);
        send("q", 17 << 20);
        remove("q", 2);
        at.engine.checkpoint();
        assertTrue(at.journal.begin() > 0, "references are counted once");
    }

    /** A batch that is still under way when the participant has left: it finds it on the journal, others get it live. */
    @Test
    void stragglersReachTheParticipantThatComesBack() throws Exception {
        SlowJournal slow = new SlowJournal(at.journal);
        at.view = view;
        EngineCore engine = at.start(slow, 50, "a", "b");
        Recorder a = join(engine);
        Recorder b = new Recorder(engine, "b");
        engine.join(b);
        Fixture.get(commit(Recorder.put("s", 1)));
        slow.keep();
        CompletionStage<Void> straggler = commit(Recorder.put("s", 2));
        engine.leave(a);
        CompletionStage<Void> waits = commit(Recorder.put("s", 3));
        assertFalse(engine.running());
        slow.go();
        Fixture.get(straggler);
        Recorder back = join(engine);
        Fixture.get(waits);
        assertEquals(b.state(), back.state());
        assertEquals(3, b.applied.get());
        assertEquals(2, back.applied.get(), "one from the view, one from the journal, one live");
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws Exception {
        Recorder recorder = begin();
        Fixture.get(commit(Recorder.put("s", 1)));
        at.engine.checkpoint();
        Fixture.get(commit(Recorder.put("s", 2)));
        at.engine.close();
        MemoryJournal whole = at.journal;
        at.journal = new MemoryJournal();
        assertRefused("but the journal ends at 0: they do not belong together");
        at.journal = whole.reopen();
        at.journal.trim(at.journal.end());
        assertRefused("records between are missing");
        at.view = new MemoryView();
        assertRefused("The view is empty, but the journal begins at ");
        assertEquals(2, recorder.applied.get());
    }

    private void assertRefused(String words) {
        EngineCore engine = at.start("a");
        String message =
                assertThrows(IllegalStateException.class, () -> join(engine)).getMessage();
        assertTrue(message.contains(words), message);
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> join(engine)).getMessage());
        assertFalse(engine.running());
        engine.close();
    }

    @Test
    void participantThatCannotTellKeepsTheViewWhereItIs() throws Exception {
        Recorder recorder = begin();
        AtomicBoolean fails = new AtomicBoolean(true);
        Participant mute = new Participant() {
            @Override
            public String name() {
                return "mute";
            }

            @Override
            public void load(View ignored) {}

            @Override
            public void apply(Shard shard, Op op, MessageRef message) {}

            @Override
            public void collect(Shard shard, ViewChanges changes) {
                if (fails.get()) {
                    throw new IllegalStateException("for the test");
                }
            }
        };
        at.engine.join(mute);
        Fixture.get(commit(Recorder.put("s", 1)));
        at.engine.checkpoint();
        assertEquals(0, view.position());
        assertTrue(at.engine.viewFailure().startsWith("'mute' failed on shard"), at.engine.viewFailure());
        fails.set(false);
        at.engine.checkpoint();
        assertTrue(view.position() > 0);
        Map<String, String> state = recorder.state();
        at.crash();
        assertEquals(state, begin().state(), "what the others told when one failed is not lost");
    }
}
