package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Receipt;
import io.parley.api.message.Receipt.Outcome;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Condition;
import io.parley.engine.pipeline.Origin;
import io.parley.messaging.internal.sending.SendingSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that wait for their time, and those that are not sent twice. */
@Timeout(30)
class SendingTest {

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private static MessageBuilder to(String queue, String text) {
        return Message.to(Address.queue(queue)).payload(text);
    }

    private Outcome send(MessageBuilder message) {
        return get(parley.service.send(message.build())).outcome();
    }

    private Collected consume() {
        return parley.consume(Address.queue("q"), new ConsumeOptions(Duration.ZERO));
    }

    private MessageBuilder later(String text, int seconds) {
        return to("q", text).deliverAtMillis(parley.timers.now() + seconds * 1_000L);
    }

    private static UUID id(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private int waiting() {
        parley.settle();
        return parley.messaging.delayed();
    }

    private List<String> after(int seconds, int count) throws InterruptedException {
        Collected collected = consume().request(100);
        parley.settle();
        parley.timers.advance(Duration.ofSeconds(seconds));
        return collected.next(count);
    }

    @Test
    void aMessageWaitsForItsTimeAndComesInTheOrderOfTimes() throws InterruptedException {
        assertEquals(Outcome.STORED, send(later("third", 30)));
        assertEquals(Outcome.STORED, send(later("first", 10)));
        assertEquals(Outcome.STORED, send(later("second", 10)));
        send(to("q", "now"));
        Collected collected = consume().request(10);
        assertEquals(List.of("now"), collected.next(1));
        parley.settle();
        parley.timers.advance(Duration.ofSeconds(9));
        parley.settle();
        collected.nothingMore();
        parley.timers.advance(Duration.ofSeconds(1));
        assertEquals(List.of("first", "second"), collected.next(2));
        parley.timers.advance(Duration.ofSeconds(19));
        collected.nothingMore();
        assertEquals("third", Collected.text(soon(collected)));
    }

    /** The next one; the timer for it may be made a little after those before have come. */
    private Delivery soon(Collected collected) {
        parley.timers.advance(Duration.ofSeconds(1));
        for (Delivery delivery; ; parley.timers.advance(Duration.ofMillis(2))) {
            if ((delivery = collected.poll()) != null) {
                return delivery;
            }
        }
    }

    @Test
    void itSurvivesACrashWithItsTime() throws InterruptedException {
        send(later("a", 10));
        parley.crash();
        assertEquals(1, waiting());
        parley.engine.checkpoint();
        parley.crash();
        parley.timers.advance(Duration.ofSeconds(9));
        assertEquals(1, waiting());
        assertEquals(List.of("a"), after(1, 1));
        while (waiting() > 0) {
            Thread.onSpinWait();
        }
        parley.crash();
        assertEquals(0, waiting());
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(0, waiting());
    }

    @Test
    void whatIsDueAtTheStartComesAtTheStart() throws InterruptedException {
        send(later("a", 10));
        parley.engine.close();
        parley.timers.advance(Duration.ofSeconds(20));
        parley.crash();
        assertEquals(List.of("a"), after(1, 1));
    }

    @Test
    void manyWaitAndNoneIsLost() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            send(later("m" + i, 5));
        }
        Collected collected = consume().request(1_000);
        parley.timers.advance(Duration.ofSeconds(5));
        for (int got = 0; got < 600; ) {
            if (collected.poll() != null) {
                got++;
            } else {
                parley.timers.advance(Duration.ofMillis(2));
            }
        }
        collected.nothingMore();
    }

    @Test
    void tooManyAndWrongOnesAreRefusedAtOnce() {
        parley.sendingSettings = new SendingSettings(1, 600, 100);
        send(later("a", 10));
        assertEquals(
                Reason.LIMIT,
                assertThrows(RefusedException.class, () -> send(later("b", 10))).reason());
        parley.queues.limit(100, false);
        RefusedException unknown = assertThrows(
                RefusedException.class, () -> send(to("unknown", "c").deliverAtMillis(parley.timers.now() + 1_000)));
        assertEquals(Reason.NOT_FOUND, unknown.reason());
    }

    @Test
    void theSameIdIsStoredOnceWithinTheWindow() throws InterruptedException {
        assertEquals(Outcome.STORED, send(to("q", "one").id(id("1"))));
        assertEquals(Outcome.DUPLICATE, send(to("q", "again").id(id("1"))));
        assertEquals(Outcome.STORED, send(to("other", "elsewhere").id(id("1"))));
        parley.crash();
        assertEquals(Outcome.DUPLICATE, send(to("q", "after a crash").id(id("1"))));
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(Outcome.DUPLICATE, send(to("q", "from the view").id(id("1"))));
        parley.timers.advance(Duration.ofSeconds(601));
        assertEquals(Outcome.STORED, send(to("q", "later").id(id("1"))));
        Collected collected = consume().request(10);
        assertEquals(List.of("one", "later"), collected.next(2));
        collected.nothingMore();
    }

    private String key(String prefix, IntPredicate shard) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> prefix + i)
                .filter(key -> shard.test(parley.engine.shards().indexOf(key)))
                .findFirst()
                .orElseThrow();
    }

    /** @param holds whether the first one is stored in the end */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSendsItAgainIsAnsweredOnceTheFirstOneHasEnded(boolean holds) {
        // What is remembered of an id is on the shard of this text.
        UUID id = IntStream.range(0, 1_000)
                .mapToObj(i -> id("one" + i))
                .filter(one -> parley.engine.shards().indexOf(one + " queue:q") == 0)
                .findFirst()
                .orElseThrow();
        String later = key("later", shard -> shard > 0);
        CountDownLatch looked = new CountDownLatch(1);
        parley.engine.shards().of(later).execute(() -> {
            try {
                looked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Message message = to("q", "one").id(id).build();
        CompletionStage<Receipt> first = parley.pipeline.accept(
                message,
                Origin.IN_PROCESS,
                batch -> batch.require(later, new Condition() {
                    @Override
                    public void reserve() {
                        if (!holds) {
                            throw new RefusedException(Reason.LIMIT, "for the test");
                        }
                    }

                    @Override
                    public void end(boolean committed) {}
                }));
        CompletableFuture<Receipt> second =
                parley.service.send(to("q", "again").id(id).build()).toCompletableFuture();
        get(CompletableFuture.runAsync(() -> {}, parley.engine.shards().all().get(0)));
        assertFalse(second.isDone(), "the first one may still fail");
        looked.countDown();
        if (holds) {
            assertEquals(Outcome.STORED, get(first).outcome());
            assertEquals(Outcome.DUPLICATE, get(second).outcome());
        } else {
            assertEquals(
                    Reason.LIMIT,
                    assertThrows(RefusedException.class, () -> get(first)).reason());
            assertEquals(
                    Reason.CONFLICT,
                    assertThrows(RefusedException.class, () -> get(second)).reason());
            assertEquals(Outcome.STORED, send(to("q", "again").id(id)));
        }
    }

    @Test
    void theWindowIsBoundedInNumber() {
        parley.sendingSettings = new SendingSettings(10, 600, 8);
        for (int i = 0; i < 100; i++) {
            send(to("q", "m").id(id("" + i)));
        }
        assertEquals(Outcome.STORED, send(to("q", "m").id(id("0"))), "forgotten");
        assertEquals(Outcome.DUPLICATE, send(to("q", "m").id(id("0"))));
    }

    @Test
    void idsOfParleysOwnMakingAreNotRemembered() {
        UUID own = to("q", "a").build().id();
        assertFalse(send(to("q", "a").id(own)) == Outcome.DUPLICATE);
        assertFalse(send(to("q", "a").id(own)) == Outcome.DUPLICATE);
    }

    @Test
    void whatWaitsCanBeCancelled() throws InterruptedException {
        UUID own = to("q", "a").build().id();
        send(later("a", 10).id(own));
        send(later("b", 10).id(id("chosen")));
        send(later("c", 10));
        assertFalse(get(parley.service.cancel(Address.queue("other"), own)));
        assertFalse(get(parley.service.cancel(Address.queue("q"), id("unknown"))));
        parley.journal.refuse("full");
        RefusedException full =
                assertThrows(RefusedException.class, () -> get(parley.service.cancel(Address.queue("q"), own)));
        assertEquals(Reason.UNAVAILABLE, full.reason());
        parley.journal.resume();
        assertTrue(get(parley.service.cancel(Address.queue("q"), own)));
        assertFalse(get(parley.service.cancel(Address.queue("q"), own)));
        assertEquals(2, waiting());
        parley.engine.checkpoint();
        parley.crash();
        assertTrue(get(parley.service.cancel(Address.queue("q"), id("chosen"))));
        parley.crash();
        assertEquals(1, waiting());
        assertEquals(List.of("c"), after(10, 1));
        parley.settle();
        assertFalse(get(parley.service.cancel(Address.queue("q"), own)));
        parley.engine.checkpoint();
        assertEquals(1, parley.engine.references());
    }

    @Test
    void whatIsCancelledIsNotSentOnAtTheSameMoment() {
        for (int i = 0; i < 50; i++) {
            UUID own = to("q", "x").build().id();
            send(later("x" + i, 10).id(own));
            int before = parley.messaging.home("q").queues().containsKey("q")
                    ? parley.messaging.home("q").queues().get("q").size()
                    : 0;
            parley.timers.advance(Duration.ofSeconds(10));
            boolean cancelled = get(parley.service.cancel(Address.queue("q"), own));
            assertEquals(0, waiting());
            QueueState queue = parley.messaging.home("q").queues().get("q");
            int after = queue == null ? 0 : queue.size();
            assertEquals(before + (cancelled ? 0 : 1), after, "message " + i);
        }
    }

    /** Both are sent on in one batch, which is refused when the other one is just being cancelled. */
    @Test
    void whatIsDueWithOneThatIsCancelledIsSentOn() {
        int expected = 0;
        for (int i = 0; i < 500; i++) {
            UUID own = to("q", "x").build().id();
            send(later("x" + i, 10).id(own));
            send(later("y" + i, 10));
            parley.timers.advance(Duration.ofSeconds(10));
            boolean cancelled = get(parley.service.cancel(Address.queue("q"), own));
            expected += cancelled ? 1 : 2;
            while (waiting() > 0) {
                Thread.onSpinWait();
            }
            parley.settle();
            assertEquals(expected, parley.messaging.home("q").queues().get("q").size(), "message " + i);
        }
    }

    @Test
    void aDelayedMessageIsDedupedWhenItIsSent() throws InterruptedException {
        assertEquals(Outcome.STORED, send(later("a", 10).id(id("d"))));
        assertEquals(Outcome.DUPLICATE, send(later("b", 10).id(id("d"))));
        assertEquals(List.of("a"), after(10, 1));
    }
}
