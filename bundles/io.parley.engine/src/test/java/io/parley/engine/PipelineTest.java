package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.compressor.Compressor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PipelineTest {

    private static final Address QUEUE = Address.queue("q");

    private final Fixture at = new Fixture();
    private volatile Optional<String> compressor = Optional.empty();

    private final Acceptor queues = new AnyQueue() {
        @Override
        public Optional<String> compressor(Address address) {
            return compressor;
        }

        @Override
        public void plan(Address address, Incoming incoming) {
            if (address.name().equals("broken")) {
                throw new IllegalStateException("for the test");
            }
            if (!address.name().equals("unheard")) {
                super.plan(address, incoming);
            }
        }
    };

    /** Turns payloads round. */
    private static final class Reverse implements Compressor {
        @Override
        public Payload compress(Payload payload) {
            return Payload.utf8(
                    new StringBuilder(new String(payload.toBytes())).reverse().toString());
        }

        @Override
        public Payload decompress(Payload payload, long maxSize) {
            return compress(payload);
        }
    }

    private Pipeline pipeline;

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        engine.join(new Recorder(engine, "a"));
        pipeline = new Pipeline(engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(queues);
    }

    @AfterEach
    void close() {
        at.close();
    }

    private CompletionStage<Receipt> send(Address address, String text) {
        return pipeline.accept(Message.to(address).payload(text).build(), Origin.IN_PROCESS);
    }

    private static RefusedException refusal(CompletionStage<?> stage) throws Exception {
        return assertInstanceOf(RefusedException.class, Fixture.failure(stage));
    }

    private List<String> stored() throws Exception {
        List<String> texts = new ArrayList<>();
        try (var reader = at.journal.reader(0)) {
            while (reader.next()) {
                MessageRef ref = new MessageRef(reader.position(), 0);
                texts.add(new String(
                        Fixture.get(at.engine.messages().load(ref)).payload().toBytes()));
            }
        }
        return texts;
    }

    @Test
    void receiptsTellWhatBecameOfTheMessage() throws Exception {
        assertEquals(Receipt.Outcome.STORED, Fixture.get(send(QUEUE, "a")).outcome());
        Address unheard = Address.queue("unheard");
        assertEquals(Receipt.Outcome.UNHEARD, Fixture.get(send(unheard, "a")).outcome());
        CompletionStage<Receipt> withMore = pipeline.accept(
                Message.to(unheard).build(), Origin.IN_PROCESS, batch -> batch.add(Recorder.put("s", 1)));
        assertEquals(
                Receipt.Outcome.UNHEARD, Fixture.get(withMore).outcome(), "what else is stored is not the message");
    }

    @Test
    void failuresReachTheStage() throws Exception {
        assertEquals(
                Reason.UNAVAILABLE, refusal(send(Address.queue("broken"), "a")).reason());
        assertEquals(Reason.NOT_FOUND, refusal(send(Address.route("none"), "a")).reason());
        assertEquals(Reason.UNAVAILABLE, refusal(send(Address.topic("t"), "a")).reason());
        pipeline.routes(address -> {
            throw new IllegalStateException("for the test");
        });
        assertEquals(
                Reason.UNAVAILABLE, refusal(send(Address.route("none"), "a")).reason());
        pipeline.withdraw(queues);
        assertEquals(Reason.UNAVAILABLE, refusal(send(QUEUE, "a")).reason());
    }

    @Test
    void nothingOvertakesWhatWaitsForItsCompressor() throws Exception {
        compressor = Optional.of("reverse");
        List<CompletionStage<Receipt>> sent = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            texts.add("compressed " + i);
            sent.add(send(QUEUE, "compressed " + i));
        }
        compressor = Optional.empty();
        for (int i = 0; i < 50; i++) {
            texts.add("plain " + i);
            sent.add(send(QUEUE, "plain " + i));
        }
        assertFalse(sent.get(99).toCompletableFuture().isDone());
        compressor = Optional.of("reverse");
        at.plugins.compressors().add(List.of("reverse"), 0, 1, false, new Reverse());
        for (CompletionStage<Receipt> one : sent) {
            Fixture.get(one);
        }
        while (pipeline.waiting(QUEUE) > 0) {
            Thread.onSpinWait();
        }
        assertEquals(texts, stored());
    }

    @Test
    void fullLaneRefusesAndOthersGoOn() throws Exception {
        compressor = Optional.of("reverse");
        for (int i = 0; i < 102; i++) {
            send(QUEUE, "a");
        }
        while (pipeline.waiting(QUEUE) < 101) {
            send(QUEUE, "a");
        }
        RefusedException full = refusal(send(QUEUE, "a"));
        assertEquals(Reason.LIMIT, full.reason());
        assertEquals("100 messages to queue:q wait for a plug-in already", full.getMessage());
        compressor = Optional.empty();
        assertEquals(
                Receipt.Outcome.STORED,
                Fixture.get(send(Address.queue("r"), "a")).outcome());
    }

    @Test
    void outcomesAndReasonsAreCounted() throws Exception {
        Fixture.get(send(QUEUE, "stored"));
        Fixture.get(send(Address.queue("unheard"), "unheard"));
        Fixture.failure(send(Address.route("nowhere"), "refused"));
        assertEquals(
                List.of("stored 1.0", "handed_over 0.0", "duplicate 0.0", "unheard 1.0"),
                figures("pipeline.accepted", "outcome"));
        assertEquals(
                List.of("not_found 1.0"),
                figures("pipeline.refused", "reason").stream()
                        .filter(figure -> !figure.endsWith(" 0.0"))
                        .toList());
        // A sender hears of a refusal a moment before the message's lane has ended.
        while (pipeline.waiting(Address.route("nowhere")) > 0) {
            Thread.onSpinWait();
        }
        assertEquals(List.of("null 0.0"), figures("pipeline.waiting", ""));
    }

    private List<String> figures(String name, String label) {
        return pipeline.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .flatMap(metric -> metric.readings().stream())
                .map(reading -> reading.labels().get(label) + " " + reading.sum())
                .toList();
    }
}
