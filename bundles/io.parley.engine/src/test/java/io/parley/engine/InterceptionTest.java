package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.op.QueueOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterceptionTest {

    private static final Origin ANNA = new Origin("anna", "session-1", Guarantee.AT_LEAST_ONCE, false);
    private static final Origin BERT = new Origin("bert", "session-2", Guarantee.AT_LEAST_ONCE, false);

    private final Fixture at = new Fixture();
    private final List<String> accepted = Collections.synchronizedList(new ArrayList<>());
    private Pipeline pipeline;

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        engine.join(new Recorder(engine, "a"));
        pipeline = new Pipeline(engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(new Acceptor() {
            @Override
            public Address.Kind kind() {
                return Address.Kind.QUEUE;
            }

            @Override
            public Optional<String> compressor(Address address) {
                return Optional.empty();
            }

            @Override
            public void plan(Address address, Incoming incoming) {
                accepted.add(text(incoming.message()));
                incoming.batch().add(new QueueOp.Append(address.name(), incoming.place(), true));
            }
        });
    }

    @AfterEach
    void close() {
        at.close();
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes());
    }

    private CompletableFuture<Receipt> send(Origin origin, String text) {
        return pipeline.accept(Message.to(Address.queue("q")).payload(text).build(), origin)
                .toCompletableFuture();
    }

    private Interceptor add(String name, int ranking, Interceptor interceptor) {
        at.plugins.interceptors().add(List.of(name), ranking, ranking + 100, false, interceptor);
        return interceptor;
    }

    private static Interceptor appending(String more) {
        return (message, principal) -> CompletableFuture.completedStage(new Interceptor.Verdict.Pass(
                message.with().payload(text(message) + more).build()));
    }

    private static RefusedException refusal(CompletionStage<?> stage) throws Exception {
        return assertInstanceOf(RefusedException.class, Fixture.failure(stage));
    }

    @Test
    void allAreAskedTheHighestRankingFirst() throws Exception {
        add("low", -5, appending(" low"));
        add("high", 5, appending(" high"));
        add("middle", 0, appending(" middle"));
        assertEquals(Receipt.Outcome.STORED, Fixture.get(send(ANNA, "a")).outcome());
        assertEquals(List.of("a high middle low"), accepted);
    }

    @Test
    void refusalsSayWhy() throws Exception {
        Interceptor picky = add("picky", 0, (message, principal) -> switch (text(message)) {
            case "bad" -> CompletableFuture.completedStage(new Interceptor.Verdict.Reject(principal + " lies"));
            case "fails" -> CompletableFuture.failedStage(new IllegalStateException("broken"));
            case "nothing" -> CompletableFuture.completedStage(null);
            default -> CompletableFuture.completedStage(new Interceptor.Verdict.Pass(message));
        });
        RefusedException rejected = refusal(send(ANNA, "bad"));
        assertEquals(Reason.NOT_ALLOWED, rejected.reason());
        assertEquals("anna lies", rejected.getMessage());
        assertEquals(Reason.UNAVAILABLE, refusal(send(ANNA, "fails")).reason());
        assertEquals(
                "The interceptor 'picky' came to no decision",
                refusal(send(ANNA, "nothing")).getMessage());
        Fixture.get(send(ANNA, "good"));
        at.plugins.interceptors().remove(picky);
        Fixture.get(send(ANNA, "bad"));
        assertEquals(List.of("good", "bad"), accepted);
    }

    @Test
    void nothingOfTheSameSenderOvertakesAndOthersDo() throws Exception {
        CompletableFuture<Interceptor.Verdict> held = new CompletableFuture<>();
        Interceptor slow = add(
                "slow",
                0,
                (message, principal) -> text(message).equals("first")
                        ? held
                        : CompletableFuture.completedStage(new Interceptor.Verdict.Pass(message)));
        CompletableFuture<Receipt> first = send(ANNA, "first");
        List<CompletableFuture<Receipt>> later = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            later.add(send(ANNA, "later " + i));
        }
        Fixture.get(send(BERT, "of another"));
        assertEquals(List.of("of another"), accepted);
        CompletableFuture<Void> removed =
                CompletableFuture.runAsync(() -> at.plugins.interceptors().remove(slow));
        while (!at.plugins.interceptors().ranked().isEmpty()) {
            Thread.onSpinWait();
        }
        CompletableFuture<Receipt> last = send(ANNA, "without interceptors");
        assertFalse(last.isDone());
        held.complete(new Interceptor.Verdict.Pass(
                Message.to(Address.queue("q")).payload("first").build()));
        Fixture.get(removed);
        Fixture.get(first);
        Fixture.get(last);
        List<String> expected = new ArrayList<>(List.of("of another", "first"));
        for (int i = 0; i < 50; i++) {
            Fixture.get(later.get(i));
            expected.add("later " + i);
        }
        expected.add("without interceptors");
        assertEquals(expected, accepted);
    }

    @Test
    void fullLaneRefuses() throws Exception {
        add("never", 0, (message, principal) -> new CompletableFuture<>());
        for (int i = 0; i < 102; i++) {
            send(ANNA, "a");
        }
        CompletableFuture<Receipt> full = send(ANNA, "a");
        while (!full.isDone()) {
            full = send(ANNA, "a");
        }
        RefusedException refused = refusal(full);
        assertEquals(Reason.LIMIT, refused.reason());
        assertEquals("100 messages of anna wait for interceptors already", refused.getMessage());
    }

    @Test
    void withNoneThereIsNoDetour() {
        CompletableFuture<Receipt> receipt = send(ANNA, "a");
        assertEquals(List.of("a"), accepted, "planned on this thread");
        receipt.join();
    }
}
