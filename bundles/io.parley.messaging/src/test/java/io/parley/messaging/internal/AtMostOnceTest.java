package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.contract.Rejects;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.QueueSettings.Sharing;
import io.parley.spi.filter.Filter;
import io.parley.spi.journal.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers that take messages at most once, of durable queues; {@link RelayTest} is of queues in memory. */
@Timeout(60)
class AtMostOnceTest {

    private static final Address Q = Address.queue("q");
    private static final ConsumeOptions ONCE = ConsumeOptions.DEFAULT.takingAtMostOnce();

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private Collected consume() {
        return parley.consume(Q, ONCE);
    }

    private List<String> sendMany(int count) {
        List<String> texts = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
        texts.forEach(text -> parley.send("q", text));
        return texts;
    }

    private void send(String text, UnaryOperator<MessageBuilder> with) {
        parley.send(with.apply(Message.to(Q).payload(text)).build());
    }

    private static RefusedException refused(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage));
    }

    private MessagingStatus.Queue queue() {
        return parley.status().queues().get(0);
    }

    @Test
    void itIsDoneWithWhenItComesAndNothingChangesThat() throws Exception {
        sendMany(2);
        Collected consumer = consume().request(1);
        Delivery delivery = consumer.next();
        assertEquals("m0", text(delivery));
        assertEquals(1, delivery.attempt());
        assertEquals(Instant.MAX, delivery.leaseUntil());
        assertTrue(delivery.ack().toCompletableFuture().isDone());
        get(delivery.ack());
        get(delivery.ack());
        for (CompletionStage<?> change : List.of(
                delivery.nack(Duration.ZERO),
                delivery.extend(Duration.ofSeconds(1)),
                assertInstanceOf(Rejects.class, delivery).reject())) {
            RefusedException why = refused(change);
            assertEquals(Reason.NOT_OWNED, why.reason());
            assertTrue(why.getMessage().contains("at most once"), why.getMessage());
        }
        parley.settle();
        consumer.nothingMore();
        assertEquals(0, queue().leased());
        assertEquals(1, queue().waiting());
        assertEquals(1, queue().out());
        parley.timers.advance(Duration.ofMinutes(5));
        consumer.cancel();
        parley.settle();
        assertEquals(
                List.of("m1"),
                parley.consume("q").request(9).next(1),
                "no lease brings it back, and no end of its consumer");
    }

    @Test
    void aTransactionThatIsToAcknowledgeItIsRefused() throws Exception {
        sendMany(1);
        Delivery delivery = consume().request(1).next();
        RefusedException why = refused(parley.transactions
                .begin(Duration.ofSeconds(30))
                .acknowledge(delivery)
                .send(Message.to(Address.queue("other")).payload("x").build())
                .commit());
        assertEquals(Reason.NOT_OWNED, why.reason());
        parley.settle();
        Collected other = parley.consume("other").request(1);
        parley.settle();
        other.nothingMore();
    }

    @Test
    void whatIsNoQueueIsRefused() {
        parley.openSession("s", true);
        for (Address address : List.of(Address.session("s"), Address.queue("$share/g/t"))) {
            RefusedException why = assertThrows(RefusedException.class, () -> parley.service.consume(address, ONCE));
            assertEquals(Reason.INVALID, why.reason());
        }
    }

    @Test
    void eachTakesCreditAndNoMoreCome() throws Exception {
        List<String> sent = sendMany(1_000);
        Collected consumer = consume().request(300);
        assertEquals(sent.subList(0, 300), consumer.next(300));
        parley.settle();
        consumer.nothingMore();
        assertEquals(700, queue().waiting());
        consumer.request(Long.MAX_VALUE);
        assertEquals(sent.subList(300, 1_000), consumer.next(700));
        parley.settle();
        parley.nothingIsKept();
    }

    /** What the journal refuses to remove nobody sees, and it waits as before: for others at once, for this one after a rest. */
    @Test
    void nobodySeesWhatTheJournalRefusesToRemove() throws Exception {
        List<String> sent = sendMany(5);
        parley.journal.refuse("full");
        Collected consumer = consume().request(4);
        parley.settle();
        consumer.nothingMore();
        assertEquals(5, queue().waiting());
        assertEquals(0, queue().out());
        assertEquals(0, queue().redelivered());
        parley.journal.resume();
        Collected other = parley.consume("q").request(2);
        assertEquals(sent.subList(0, 2), other.next(2));
        parley.timers.advance(Duration.ofSeconds(2));
        List<Delivery> rest = List.of(consumer.next(), consumer.next(), consumer.next());
        assertEquals(sent.subList(2, 5), rest.stream().map(Collected::text).toList());
        assertFalse(rest.get(0).redelivered(), "nobody had it before");
        parley.settle();
        assertEquals(3, queue().out());
        parley.send("q", "m5");
        assertEquals("m5", text(consumer.next()), "credit came back with what was refused");
        parley.send("q", "m6");
        parley.settle();
        consumer.nothingMore();
    }

    @Test
    void whatIsOnItsWayWhenItsConsumerLeavesIsLostOrWaitsAgain() throws Exception {
        List<String> sent = sendMany(3);
        parley.journal.refuse("full");
        Collected leaves = consume().request(3);
        leaves.cancel();
        parley.settle();
        parley.journal.resume();
        Collected next = parley.consume("q").request(3);
        assertEquals(sent, next.next(3));
        parley.settle();
        leaves.nothingMore();
    }

    @Test
    void whatWasSeenNeverComesAgainHoweverTheJournalEnds() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> seen = new HashSet<>();
        int sent = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = random.nextInt(60); i >= 0; i--) {
                parley.send("q", "m" + sent++);
            }
            if (random.nextBoolean()) {
                parley.engine.checkpoint();
            }
            Collected consumer = parley.consume(
                            Q, random.nextBoolean() ? ONCE : new ConsumeOptions(Duration.ZERO).takingAtMostOnce())
                    .request(1 + random.nextInt(100));
            int least = Math.min(sent - seen.size(), random.nextInt(2));
            List<Delivery> got = new ArrayList<>();
            while (got.size() < least) {
                got.add(consumer.next());
            }
            // From here on nothing gets to the journal, whatever is on its way there.
            parley.journal.refuse("the power is gone");
            parley.settle();
            for (Delivery more = consumer.poll(); more != null; more = consumer.poll()) {
                got.add(more);
            }
            for (Delivery one : got) {
                assertTrue(seen.add(text(one)), () -> text(one) + " came twice, seed " + seed);
            }
            parley.crash();
        }
        Collected rest = consume().request(Long.MAX_VALUE);
        while (seen.size() < sent) {
            String text = text(rest.next());
            assertTrue(seen.add(text), () -> text + " came twice, seed " + seed);
        }
        parley.settle();
        rest.nothingMore();
        parley.nothingIsKept();
    }

    @Test
    void anOrderingKeysNextMayComeOnceOneIsHandedOut() throws Exception {
        for (int i = 0; i < 20; i++) {
            String text = "k" + i;
            send(text, message -> message.orderingKey("k"));
        }
        Collected consumer = consume().request(10);
        Collected other = parley.consume("q");
        assertEquals(IntStream.range(0, 10).mapToObj(i -> "k" + i).toList(), consumer.next(10));
        other.request(2);
        Delivery held = other.next();
        assertEquals("k10", text(held));
        consumer.request(1);
        parley.settle();
        consumer.nothingMore();
        get(held.ack());
        Set<String> next = Set.of("k11", "k12");
        assertTrue(next.contains(text(consumer.next())));
    }

    @Test
    void prioritiesExpiryAndFiltersCountAsEver() throws Exception {
        Filter prefix = expression -> message -> text(message).startsWith(expression);
        parley.plugins.filters().add(List.of("prefix"), 0, 1, true, prefix);
        send("a-low", message -> message.priority(1));
        send("b-usual", message -> message);
        send("a-late", message -> message.expiresAtMillis(parley.timers.now() + 1_000));
        send("a-usual", message -> message);
        send("a-high", message -> message.priority(9));
        parley.timers.advance(Duration.ofSeconds(2));
        Collected filtered = parley.consume(Q, ONCE.matching(new FilterExpression("prefix", "a")))
                .request(9);
        assertEquals(List.of("a-high", "a-usual", "a-low"), filtered.next(3));
        parley.settle();
        filtered.nothingMore();
        assertEquals(1, queue().waiting());
        assertEquals(0, queue().leased());
        assertEquals("b-usual", text(consume().request(1).next()));
        parley.settle();
        assertEquals(4, queue().out());
        assertEquals(1, queue().dropped());
        parley.nothingIsKept();
    }

    @Test
    void aFilteredOneFindsAgainWhatTheJournalRefused() throws Exception {
        Filter prefix = expression -> message -> text(message).startsWith(expression);
        parley.plugins.filters().add(List.of("prefix"), 0, 1, true, prefix);
        sendMany(3);
        parley.journal.refuse("full");
        Collected filtered = parley.consume(Q, ONCE.matching(new FilterExpression("prefix", "m")))
                .request(3);
        parley.settle();
        filtered.nothingMore();
        parley.journal.resume();
        parley.timers.advance(Duration.ofSeconds(2));
        assertEquals(List.of("m0", "m1", "m2"), filtered.next(3));
    }

    @Test
    void oneThatIsActiveAloneGivesWayToTheNext() throws Exception {
        parley.queues.configure("q", Settings.sharing(Sharing.SINGLE_ACTIVE));
        List<String> sent = sendMany(3);
        Collected active = consume().request(2);
        assertEquals(sent.subList(0, 2), active.next(2));
        Collected waits = consume().request(1);
        parley.settle();
        waits.nothingMore();
        active.cancel();
        assertEquals("m2", text(waits.next()));
    }

    @Test
    void theOldestGivesWayBeforeItIsTakenAndTheNewestValueReplaces() throws Exception {
        parley.queues.configure("q", Settings.limit(2, Overflow.DROP_OLDEST));
        sendMany(4);
        Collected consumer = consume().request(1);
        assertEquals("m2", text(consumer.next()));
        parley.send("q", "m4");
        parley.send("q", "m5");
        assertEquals(List.of("m4", "m5"), consumer.request(2).next(2));
        parley.settle();
        assertEquals(3, queue().dropped());
    }

    @Test
    void ofLastValuesAnOutdatedOneThatWasRefusedDoesNotComeBack() throws Exception {
        parley.queues.configure("q", Settings.lastValue());
        send("v1", message -> message.orderingKey("k"));
        send("v2", message -> message.orderingKey("k"));
        Collected consumer = consume().request(1);
        assertEquals("v2", text(consumer.next()));
        send("v3", message -> message.orderingKey("k"));
        send("v4", message -> message.orderingKey("k"));
        parley.settle();
        assertEquals("v4", text(consumer.request(2).next()));
        parley.settle();
        consumer.nothingMore();
    }

    @Test
    void itGoesOnBehindWhatAnotherConsumerGaveBack() throws Exception {
        sendMany(2);
        Collected other = parley.consume("q").request(1);
        get(other.next().nack(Duration.ZERO));
        other.cancel();
        Collected consumer = consume().request(2);
        Delivery first = consumer.next();
        assertEquals("m0", text(first));
        assertTrue(first.redelivered());
        assertEquals("m1", text(consumer.next()));
        parley.settle();
        assertNull(consumer.poll());
        assertEquals(1, queue().redelivered());
    }

    /** Those from the journal are still leaving while those in memory could go at once. */
    @Test
    void whatIsInMemoryComesBehindWhatIsDurable() throws Exception {
        List<String> sent = new ArrayList<>(sendMany(50));
        parley.queues.configure("q", Settings.limit(1_000, Overflow.REJECT, Durability.MEMORY));
        for (int i = 50; i < 100; i++) {
            parley.send("q", "m" + i);
            sent.add("m" + i);
        }
        assertEquals(sent, consume().request(100).next(100));
    }
}
