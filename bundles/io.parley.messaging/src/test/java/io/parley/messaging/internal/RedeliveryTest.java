package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.contract.Rejects;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.messaging.internal.QueueSettings.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of messages that are delivered in vain. */
@Timeout(30)
class RedeliveryTest {

    private static final Address Q = Address.queue("q");
    private static final Address DEAD = Address.queue("dead");

    private final Fixture parley = new Fixture();

    @AfterEach
    void stop() {
        parley.close();
    }

    private void configure(int attempts, long delay, String deadLetters, boolean expired) {
        parley.queues.configure(
                "q",
                Settings.redelivery(new Redelivery(
                        attempts,
                        delay,
                        2,
                        5_000,
                        0,
                        Optional.of(deadLetters).filter(name -> !name.isEmpty()),
                        expired)));
    }

    private Counters counters() {
        return parley.messaging.home("q").queues().get("q").counters;
    }

    private List<Message> letters() {
        return get(parley.admin.browse(DEAD, all -> true, 100));
    }

    private void nack(Delivery delivery) {
        get(delivery.nack(Duration.ZERO));
        parley.settle();
    }

    @Test
    void theDelayGrowsUpToItsLimit() {
        Redelivery redelivery = new Redelivery(0, 100, 3, 2_000, 0, Optional.empty(), false);
        Random random = new Random(1);
        assertEquals(
                List.of(100L, 300L, 900L, 2_000L, 2_000L),
                List.of(1, 2, 3, 4, 1_000).stream()
                        .map(attempts -> redelivery.delay(attempts, random))
                        .toList());
        Redelivery jitter = new Redelivery(0, 1_000, 1, 2_000, 50, Optional.empty(), false);
        var delays = random.ints(1_000, 1, 5)
                .mapToLong(attempts -> jitter.delay(attempts, random))
                .summaryStatistics();
        assertTrue(delays.getMin() >= 500 && delays.getMin() < 600, delays.toString());
        assertTrue(delays.getMax() <= 1_500 && delays.getMax() > 1_400, delays.toString());
    }

    @Test
    void whatIsGivenBackWaitsLongerEachTime() throws Exception {
        configure(0, 100, "", false);
        parley.send("q", "m1");
        parley.send("q", "m2");
        Collected consumer = parley.consume("q").request(10);
        Delivery first = consumer.next();
        assertEquals("m2", Collected.text(consumer.next()));
        for (int delay : new int[] {100, 200, 400}) {
            nack(first);
            parley.timers.advance(Duration.ofMillis(delay - 1));
            parley.settle();
            consumer.nothingMore();
            parley.timers.advance(Duration.ofMillis(1));
            first = consumer.next();
            assertEquals("m1", Collected.text(first));
        }
        assertEquals(4, first.attempt());
        get(first.nack(Duration.ofSeconds(10)));
        parley.timers.advance(Duration.ofMillis(9_999));
        parley.settle();
        consumer.nothingMore();
        parley.timers.advance(Duration.ofMillis(1));
        assertEquals(5, consumer.next().attempt());
    }

    @Test
    void aCrashGivesNoFailedAttemptAgain() throws Exception {
        configure(4, 0, "dead", false);
        parley.send("q", "m1");
        parley.send("q", "m2");
        Collected consumer = parley.consume("q").request(10);
        Delivery first = consumer.next();
        consumer.next();
        for (int attempt = 2; attempt <= 3; attempt++) {
            nack(first);
            first = consumer.next();
            assertEquals(attempt, first.attempt());
        }
        nack(first);
        parley.crash();
        configure(4, 0, "dead", false);
        parley.engine.checkpoint();
        parley.crash();
        configure(4, 0, "dead", false);
        consumer = parley.consume("q").request(10);
        first = consumer.next();
        assertEquals(4, first.attempt(), "three were in vain");
        assertEquals(2, consumer.next().attempt(), "one was under way");
        nack(first);
        assertEquals("4", letters().get(0).headers().first(DeadLetters.ATTEMPTS).orElseThrow());
        parley.crash();
        assertEquals(1, parley.messaging.home("q").queues().get("q").size());
    }

    @Test
    void afterItsLastAttemptAMessageBecomesADeadLetter() throws Exception {
        configure(3, 0, "dead", false);
        parley.send(Message.to(Q)
                .payload("bad")
                .headers(io.parley.api.message.Headers.of(Map.of("a", "b")))
                .correlationId("c")
                .build());
        parley.send("q", "good");
        Collected consumer = parley.consume("q");
        for (int attempt = 1; attempt <= 3; attempt++) {
            Delivery delivery = consumer.request(1).next();
            assertEquals(attempt, delivery.attempt());
            assertEquals("bad", Collected.text(delivery));
            nack(delivery);
        }
        Delivery next = consumer.request(1).next();
        assertEquals("good", Collected.text(next));
        get(next.ack());
        assertEquals(1, letters().size());
        Message letter = letters().get(0);
        assertEquals(DEAD, letter.address());
        assertEquals("exhausted", letter.headers().first(DeadLetters.CAUSE).orElseThrow());
        assertEquals("3", letter.headers().first(DeadLetters.ATTEMPTS).orElseThrow());
        assertEquals("queue:q", letter.headers().first(DeadLetters.ORIGIN).orElseThrow());
        assertEquals("b", letter.headers().first("a").orElseThrow());
        assertEquals("c", letter.correlationId().orElseThrow());
        assertEquals(1, counters().dropped(Drop.DEAD_LETTERED));
        parley.crash();
        parley.consume("q").request(1).nothingMore();
        assertEquals(1, letters().size());
    }

    @Test
    void aLeaseThatEndsIsAnAttemptInVain() throws Exception {
        configure(1, 0, "dead", false);
        parley.send("q", "slow");
        parley.consume(Q, new ConsumeOptions(Duration.ofSeconds(1))).request(5).next();
        parley.timers.advance(Duration.ofSeconds(1));
        parley.settle();
        assertEquals(1, letters().size());
    }

    private static void reject(Delivery delivery) {
        get(((Rejects) delivery).reject());
    }

    @Test
    void whatItsConsumerCanNeverBeGivenIsADeadLetterAtOnce() throws Exception {
        configure(0, 1_000, "dead", false);
        for (String text : List.of("large", "next")) {
            parley.send(Message.to(Q).payload(text).orderingKey("k").build());
        }
        Collected consumer = parley.consume("q").request(1);
        Delivery large = consumer.next();
        reject(large);
        assertEquals("next", Collected.text(consumer.request(1).next()), "it blocks nobody");
        parley.settle();
        Message letter = letters().get(0);
        assertEquals("large", Collected.text(letter));
        assertEquals("undeliverable", letter.headers().first(DeadLetters.CAUSE).orElseThrow());
        assertEquals("1", letter.headers().first(DeadLetters.ATTEMPTS).orElseThrow());
        assertEquals("queue:q", letter.headers().first(DeadLetters.ORIGIN).orElseThrow());
        assertEquals(1, counters().dropped(Drop.DEAD_LETTERED));
        assertEquals(
                RefusedException.Reason.NOT_OWNED,
                assertThrows(RefusedException.class, () -> reject(large)).reason());
        parley.crash();
        assertEquals(1, letters().size());
        assertEquals(1, parley.messaging.home("q").queues().get("q").size());
    }

    @Test
    void whatNobodyCanBeGivenIsDroppedAndCountedWhereNobodyKeepsDeadLetters() throws Exception {
        configure(0, 0, "", false);
        parley.send("q", "large");
        reject(parley.consume("q").request(1).next());
        assertEquals(1, counters().dropped(Drop.UNDELIVERABLE));
        parley.settle();
        parley.crash();
        parley.consume("q").request(1).nothingMore();
        assertEquals(0, parley.messaging.home("q").queues().get("q").size());
    }

    @Test
    void withNobodyToKeepDeadLettersItIsDroppedAndCounted() throws Exception {
        configure(1, 0, "", false);
        parley.send("q", "bad");
        nack(parley.consume("q").request(5).next());
        assertEquals(1, counters().dropped(Drop.EXHAUSTED));
        parley.crash();
        parley.consume("q").request(1).nothingMore();
    }

    @Test
    void attemptsAreRemembered() throws Exception {
        configure(4, 0, "dead", false);
        parley.send("q", "bad");
        parley.engine.checkpoint();
        Collected consumer = parley.consume("q").request(2);
        nack(consumer.next());
        nack(consumer.next());
        parley.send("other", "makes a checkpoint due");
        parley.engine.checkpoint();
        parley.crash();
        Delivery delivery = parley.consume("q").request(1).next();
        assertEquals(3, delivery.attempt());
    }

    @Test
    void whatExpiresBecomesADeadLetterThatDoesNot() throws Exception {
        configure(0, 0, "dead", true);
        parley.send(Message.to(Q)
                .payload("late")
                .expiresAtMillis(parley.timers.now() + 1_000)
                .build());
        parley.timers.advance(Duration.ofSeconds(2));
        parley.consume("dead").request(1).cancel();
        parley.consume("q").request(1);
        parley.settle();
        while (letters().isEmpty()) {
            parley.settle();
        }
        assertEquals(
                "expired", letters().get(0).headers().first(DeadLetters.CAUSE).orElseThrow());
        assertEquals(0, letters().get(0).expiresAtMillis());
        assertEquals("late", parley.consume("dead").request(1).next(1).get(0));
    }

    @Test
    void aDeadLetterWaitsWhereItIsUntilThereIsRoom() throws Exception {
        configure(1, 0, "dead", false);
        parley.queues.configure("dead", Settings.limit(1, Overflow.REJECT));
        parley.send("dead", "full");
        parley.send("q", "bad");
        nack(parley.consume("q").request(5).next());
        assertEquals(1, letters().size());
        assertEquals(1, parley.messaging.home("q").queues().get("q").backlog().size());
        get(parley.admin.purge(DEAD, all -> true, 10));
        parley.timers.advance(Duration.ofSeconds(1));
        while (letters().isEmpty()) {
            parley.settle();
        }
        assertEquals(0, parley.messaging.home("q").queues().get("q").backlog().size());
        parley.engine.checkpoint();
        assertEquals(1, parley.engine.references());
    }

    @Test
    void deadLettersGoBackToWhereTheyCameFrom() throws Exception {
        configure(1, 0, "dead", false);
        parley.send("dead", "no letter");
        for (int i = 0; i < 4; i++) {
            parley.send("q", "m" + i);
        }
        Collected consumer = parley.consume("q");
        for (int i = 0; i < 4; i++) {
            nack(consumer.request(1).next());
        }
        consumer.cancel();
        assertEquals(5, letters().size());
        parley.queues.configure("q", Settings.limit(2, Overflow.REJECT));
        assertEquals(2, get(parley.admin.replay(DEAD, all -> true, 100)));
        RefusedException full =
                assertThrows(RefusedException.class, () -> get(parley.admin.replay(DEAD, all -> true, 100)));
        assertTrue(full.getMessage().contains("max.messages is 2"), full.getMessage());
        assertEquals(3, letters().size());
        parley.crash();
        parley.queues.configure("q", QueueSettings.DEFAULT);
        assertEquals(
                1,
                get(parley.admin.replay(DEAD, message -> Collected.text(message).equals("m3"), 100)));
        List<Message> back = get(parley.admin.browse(Q, all -> true, 10));
        assertEquals(
                List.of("m0", "m1", "m3"), back.stream().map(Collected::text).toList());
        back.forEach(message ->
                assertTrue(message.headers().isEmpty(), message.headers().toString()));
        assertEquals(
                List.of("no letter", "m2"),
                letters().stream().map(Collected::text).toList());
    }
}
