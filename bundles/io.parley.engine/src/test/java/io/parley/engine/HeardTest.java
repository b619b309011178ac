package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.engine.pipeline.Completions;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.journal.Append;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The journal can know when those who sent have heard that their messages are stored. */
@Timeout(30)
class HeardTest extends OnTheWayTests {

    /** What runs on a thread for others' code, and has not yet. */
    private final BlockingQueue<Runnable> outside = new LinkedBlockingQueue<>();

    private final Completions completions = outside::add;

    private Pipeline pipeline() {
        Pipeline pipeline = new Pipeline(at.engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(new AnyQueue());
        return pipeline;
    }

    private CompletionStage<Receipt> send(Pipeline pipeline) {
        return send(pipeline, completions);
    }

    private CompletionStage<Receipt> send(Pipeline pipeline, Completions completions) {
        return pipeline.acceptAndCompleteOn(
                completions, Message.to(Address.queue("q")).build(), Origin.IN_PROCESS);
    }

    @Test
    void whoSentTogetherHasHeardWhenTheLastOneHas() throws Exception {
        Pipeline pipeline = pipeline();
        journal.keep();
        List<CompletionStage<Receipt>> sent = List.of(send(pipeline), send(pipeline));
        List<Append> records = journal.kept();
        assertEquals(1, records.size());
        assertTrue(records.get(0).heard(), "nobody is to hear anything yet");
        journal.go();
        while (!sent.get(1).toCompletableFuture().isDone()) {
            outside.poll(10, TimeUnit.SECONDS).run();
            assertFalse(records.get(0).heard());
        }
        outside.poll(10, TimeUnit.SECONDS).run();
        assertTrue(records.get(0).heard());
        assertTrue(sent.get(0).toCompletableFuture().isDone());
    }

    @Test
    void whoHearsAtAnotherPlaceSharesTheRecord() throws Exception {
        Pipeline pipeline = pipeline();
        BlockingQueue<Runnable> other = new LinkedBlockingQueue<>();
        journal.keep();
        List<CompletionStage<Receipt>> sent = List.of(send(pipeline), send(pipeline, other::add));
        assertEquals(1, journal.kept().size());
        journal.go();
        other.poll(10, TimeUnit.SECONDS).run();
        assertTrue(sent.get(1).toCompletableFuture().isDone());
        assertFalse(sent.get(0).toCompletableFuture().isDone());
        outside.poll(10, TimeUnit.SECONDS).run();
        assertTrue(sent.get(0).toCompletableFuture().isDone());
    }

    @Test
    void aRecordOfWhichTheJournalTellsNobodyKeepsItFromNothing() throws Exception {
        journal.keep();
        CompletionStage<Void> stored = batch(Recorder.put("s", 1)).commit();
        List<Append> records = journal.kept();
        journal.go();
        Fixture.get(stored);
        assertTrue(records.get(0).heard());
    }
}
