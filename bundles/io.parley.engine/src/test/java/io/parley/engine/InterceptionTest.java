package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.InterceptionLimits;
import io.parley.engine.plugin.InterceptionLimits.Overrun;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.metrics.Reading;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
    private final Set<UUID> ids = Collections.synchronizedSet(new HashSet<>());
    private final List<Batch> batches = Collections.synchronizedList(new ArrayList<>());
    private Recorder recorder;
    private Pipeline pipeline;

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        recorder = new Recorder(engine, "a");
        engine.join(recorder);
        pipeline = new Pipeline(engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(new AnyQueue() {
            @Override
            public void plan(Address address, Incoming incoming) {
                if (text(incoming.message()).equals("wrong")) {
                    throw new RefusedException(Reason.INVALID, "wrong is refused");
                }
                accepted.add(text(incoming.message()));
                ids.add(incoming.message().id());
                batches.add(incoming.batch());
                super.plan(address, incoming);
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
        return (message, sender) -> CompletableFuture.completedStage(
                new Verdict.Pass(message.with().payload(text(message) + more).build()));
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
        Interceptor picky = add("picky", 0, (message, sender) -> switch (text(message)) {
            case "bad" -> CompletableFuture.completedStage(new Verdict.Reject(sender.principal() + " lies"));
            case "fails" -> CompletableFuture.failedStage(new IllegalStateException("broken"));
            case "nothing" -> CompletableFuture.completedStage(null);
            default -> CompletableFuture.completedStage(new Verdict.Pass(message));
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
        CompletableFuture<Verdict> held = new CompletableFuture<>();
        Interceptor slow = add(
                "slow",
                0,
                (message, sender) -> text(message).equals("first")
                        ? held
                        : CompletableFuture.completedStage(new Verdict.Pass(message)));
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
        held.complete(
                new Verdict.Pass(Message.to(Address.queue("q")).payload("first").build()));
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
        add("never", 0, (message, sender) -> new CompletableFuture<>());
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

    private Interceptor limited(InterceptionLimits limits) {
        at.interception.set(limits);
        return add(
                "slow",
                0,
                (message, sender) -> text(message).equals("slow")
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedStage(new Verdict.Pass(message)));
    }

    private void passUntilDone(CompletableFuture<?> stage) {
        while (!stage.isDone()) {
            at.timers.pass(100);
            Thread.onSpinWait();
        }
    }

    @Test
    void whoeverDoesNotDecideInTimeHasTheMessageRefused() throws Exception {
        limited(new InterceptionLimits(Duration.ofSeconds(1), Overrun.REJECT, Duration.ZERO));
        CompletableFuture<Receipt> slow = send(ANNA, "slow");
        CompletableFuture<Receipt> next = send(ANNA, "next");
        passUntilDone(slow);
        RefusedException refused = refusal(slow);
        assertEquals(Reason.UNAVAILABLE, refused.reason());
        assertEquals("The interceptor 'slow' did not answer within 1000 ms", refused.getMessage());
        Fixture.get(next);
        assertEquals(List.of("next"), accepted);
        assertEquals(1, verdicts("overrun"));
        assertEquals(1, verdicts("passed"));
    }

    @Test
    void whoeverDoesNotDecideInTimeLetsTheMessagePassWhereThatIsConfigured() throws Exception {
        limited(new InterceptionLimits(Duration.ofSeconds(1), Overrun.PASS, Duration.ZERO));
        at.plugins.interceptors().add(List.of("last"), -1, 1, true, appending(" seen"));
        CompletableFuture<Receipt> slow = send(ANNA, "slow");
        CompletableFuture<Receipt> next = send(ANNA, "next");
        passUntilDone(slow);
        Fixture.get(slow);
        Fixture.get(next);
        assertEquals(List.of("slow seen", "next seen"), accepted);
        assertEquals(1, verdicts("overrun"));
    }

    private double verdicts(String kind) {
        return pipeline.metrics().stream()
                .filter(metric -> metric.name().equals("interceptor.verdicts"))
                .flatMap(metric -> metric.readings().stream())
                .filter(reading -> kind.equals(reading.labels().get("verdict")))
                .mapToDouble(reading -> ((Reading.Value) reading).value())
                .sum();
    }

    @Test
    void aDelayHoldsWhatComesBehindItAndNobodyElse() throws Exception {
        at.interception.set(new InterceptionLimits(Duration.ofHours(1), Overrun.PASS, Duration.ofMinutes(1)));
        add(
                "later",
                0,
                (message, sender) -> CompletableFuture.completedStage(
                        text(message).equals("first")
                                ? new Verdict.Delay(message, Duration.ofSeconds(30))
                                : new Verdict.Pass(message)));
        CompletableFuture<Receipt> first = send(ANNA, "first");
        CompletableFuture<Receipt> second = send(ANNA, "second");
        Fixture.get(send(BERT, "of another"));
        at.timers.pass(29_000);
        assertFalse(first.isDone() || second.isDone());
        passUntilDone(first);
        Fixture.get(first);
        Fixture.get(second);
        assertEquals(List.of("of another", "first", "second"), accepted);
        assertEquals(1, verdicts("delayed"));
    }

    @Test
    void aDelayIsLimited() throws Exception {
        at.interception.set(new InterceptionLimits(Duration.ofSeconds(1), Overrun.PASS, Duration.ofSeconds(10)));
        add(
                "later",
                0,
                (message, sender) ->
                        CompletableFuture.completedStage(new Verdict.Delay(message, Duration.ofSeconds(11))));
        RefusedException refused = refusal(send(ANNA, "a"));
        assertEquals(Reason.LIMIT, refused.reason());
        assertEquals(
                "The interceptor 'later' would delay a message of anna by 11000 ms; 10000 ms are allowed",
                refused.getMessage());
        assertEquals(List.of(), accepted);
    }

    @Test
    void rejectionsHaveTheirReason() throws Exception {
        add(
                "full",
                0,
                (message, sender) -> CompletableFuture.completedStage(
                        new Verdict.Reject(Reason.LIMIT, "Enough from " + sender.session())));
        RefusedException refused = refusal(send(ANNA, "a"));
        assertEquals(Reason.LIMIT, refused.reason());
        assertEquals("Enough from session-1", refused.getMessage());
    }

    /** "a b@r" becomes "a" to the queue and "b" to the queue r. */
    private static Interceptor splitting() {
        return (message, sender) -> {
            List<Message> parts = new ArrayList<>();
            for (String word : text(message).split(" ")) {
                String[] textAndQueue = word.split("@");
                parts.add(message.with()
                        .payload(textAndQueue[0])
                        .address(Address.queue(textAndQueue.length == 1 ? "q" : textAndQueue[1]))
                        .build());
            }
            return CompletableFuture.completedStage(new Verdict.Split(parts));
        };
    }

    @Test
    void whatAMessageIsSplitIntoIsAcceptedInOrderAndInOneBatch() throws Exception {
        add("splitting", 1, splitting());
        add("last", 0, appending("!"));
        Message message = Message.to(Address.queue("q")).payload("a b@r c d@p").build();
        CompletableFuture<Receipt> split = pipeline.accept(message, ANNA).toCompletableFuture();
        CompletableFuture<Receipt> behind = send(ANNA, "behind");
        Receipt receipt = Fixture.get(split);
        assertEquals(message.id(), receipt.id());
        assertEquals(Receipt.Outcome.STORED, receipt.outcome());
        Fixture.get(behind);
        assertEquals(List.of("a!", "b!", "c!", "d!", "behind!"), accepted);
        assertEquals(4, ids.size() - 1);
        assertEquals(2, verdicts("split"));
        assertEquals(1, batches.subList(0, 4).stream().distinct().count());
    }

    @Test
    void whenOnePartIsRefusedAllAre() throws Exception {
        Interceptor splitting = add("splitting", 0, splitting());
        RefusedException refused = refusal(send(ANNA, "a wrong c"));
        assertEquals("wrong is refused", refused.getMessage());
        at.plugins.interceptors().remove(splitting);
        Fixture.get(send(ANNA, "whole"));
        assertEquals(1, recorder.applied.get());
    }

    @Test
    void manySplitsToTheSameAddressesDoNotWaitForEachOther() throws Exception {
        add("splitting", 0, splitting());
        List<CompletableFuture<Receipt>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(send(ANNA, "a@1 b@2 c@3"));
            all.add(send(BERT, "c@3 a@1 b@2"));
        }
        for (CompletableFuture<Receipt> one : all) {
            assertEquals(Receipt.Outcome.STORED, Fixture.get(one).outcome());
        }
        assertEquals(300, accepted.size());
        while (pipeline.waiting(Address.queue("1")) > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void withNoneThereIsNoDetour() {
        CompletableFuture<Receipt> receipt = send(ANNA, "a");
        assertEquals(List.of("a"), accepted, "planned on this thread");
        receipt.join();
    }
}
