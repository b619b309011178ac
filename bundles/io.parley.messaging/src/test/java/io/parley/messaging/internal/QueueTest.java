package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.spi.journal.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueTest {

    private Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private static QueueSettings settings(int max, boolean dropOldest, Durability durability) {
        return Settings.limit(
                max, dropOldest ? QueueSettings.Overflow.DROP_OLDEST : QueueSettings.Overflow.REJECT, durability);
    }

    private List<String> sendMany(int count) {
        List<String> texts = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
        texts.forEach(text -> parley.send("q", text));
        return texts;
    }

    @Test
    void deliversInOrderOfAcceptanceAndOnlyOnDemand() throws Exception {
        List<String> sent = sendMany(10);
        Collected consumer = parley.consume("q").request(4);
        assertEquals(sent.subList(0, 4), consumer.next(4));
        parley.settle();
        consumer.nothingMore();
        consumer.request(6);
        assertEquals(sent.subList(4, 10), consumer.next(6));
    }

    @Test
    void saysThatAMessageIsStored() {
        assertEquals(Receipt.Outcome.STORED, parley.send("q", "x").outcome());
    }

    @Test
    void sharesMessagesAmongConsumers() throws Exception {
        Collected one = parley.consume("q").request(5);
        Collected other = parley.consume("q").request(5);
        List<String> sent = sendMany(10);
        Set<String> all = new HashSet<>(one.next(5));
        all.addAll(other.next(5));
        assertEquals(Set.copyOf(sent), all);
    }

    @Test
    void anAcknowledgedMessageIsGoneAfterACrashAndTheOthersAreNot() throws Exception {
        List<String> sent = sendMany(5);
        Collected consumer = parley.consume("q").request(2);
        get(consumer.next().ack());
        consumer.next();
        parley.crash();
        Collected again = parley.consume("q").request(10);
        Delivery first = again.next();
        assertEquals("m1", text(first));
        assertTrue(first.redelivered(), "may have been delivered before the crash");
        assertEquals(sent.subList(2, 5), again.next(3));
    }

    @Test
    void theViewAndTheJournalTogetherMakeTheSameQueue() throws Exception {
        sendMany(6);
        Collected consumer = parley.consume("q").request(3);
        get(consumer.next().ack());
        parley.engine.checkpoint();
        get(consumer.next().ack());
        parley.send("q", "m6");
        parley.crash();
        assertEquals(
                List.of("m2", "m3", "m4", "m5", "m6"),
                parley.consume("q").request(10).next(5));
        parley.engine.checkpoint();
        parley.crash();
        assertEquals(
                List.of("m2", "m3", "m4", "m5", "m6"),
                parley.consume("q").request(10).next(5));
    }

    @Test
    void acknowledgementMeetsTheSameMessageAfterACrashThoughTheNewestHadGoneFromTheView() throws Exception {
        sendMany(2);
        Collected consumer = parley.consume("q").request(4);
        consumer.next();
        get(consumer.next().ack());
        parley.engine.checkpoint();
        parley.send("q", "m2");
        parley.send("q", "m3");
        get(consumer.next().ack());
        parley.crash();
        Collected again = parley.consume("q").request(10);
        assertEquals(List.of("m0", "m3"), again.next(2));
        parley.settle();
        again.nothingMore();
    }

    @Test
    void whatCameAndWentBetweenCheckpointsNeverReachesTheView() throws Exception {
        parley.send("q", "first");
        parley.engine.checkpoint();
        int before = entriesInView();
        Collected consumer = parley.consume("q").request(100);
        get(consumer.next().ack());
        for (int i = 0; i < 50; i++) {
            parley.send("q", "m" + i);
            get(consumer.next().ack());
        }
        parley.engine.checkpoint();
        assertEquals(1, before);
        assertEquals(0, entriesInView());
    }

    private int entriesInView() throws Exception {
        List<byte[]> keys = new ArrayList<>();
        parley.view.scan("queue", new byte[0], null, (key, value) -> keys.add(key));
        return keys.size();
    }

    @Test
    void aMessageThatIsGivenBackComesAgainInItsPlace() throws Exception {
        sendMany(3);
        Collected consumer = parley.consume("q").request(1);
        Delivery first = consumer.next();
        get(first.nack(Duration.ZERO));
        consumer.request(3);
        Delivery again = consumer.next();
        assertEquals("m0", text(again));
        assertEquals(2, again.attempt());
        assertEquals(List.of("m1", "m2"), consumer.next(2));
    }

    @Test
    void aDelayKeepsAMessageBackButNotTheOthers() throws Exception {
        sendMany(2);
        Collected consumer = parley.consume("q").request(10);
        get(consumer.next().nack(Duration.ofSeconds(5)));
        assertEquals("m1", text(consumer.next()));
        parley.settle();
        consumer.nothingMore();
        parley.timers.advance(Duration.ofSeconds(5));
        assertEquals("m0", text(consumer.next()));
    }

    @Test
    void whatComesBehindAnAcknowledgementComesTooLateWhoeverElseAcknowledges() throws Exception {
        Collected consumer = parley.consume("q").request(Long.MAX_VALUE);
        List<CompletableFuture<Void>> acks = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> late = Collections.synchronizedList(new ArrayList<>());
        for (int round = 0; round < 500; round++) {
            sendMany(4);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Delivery delivery = consumer.next();
                threads.add(new Thread(() -> {
                    acks.add(delivery.ack().toCompletableFuture());
                    late.add(delivery.nack(Duration.ZERO).toCompletableFuture());
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        for (CompletableFuture<Void> ack : acks) {
            get(ack);
        }
        for (CompletableFuture<Void> nack : late) {
            RefusedException refused = assertThrows(RefusedException.class, () -> get(nack));
            assertEquals(RefusedException.Reason.NOT_OWNED, refused.reason());
        }
        parley.nothingIsKept();
    }

    @Test
    void anEndedLeaseGivesTheMessageToAnother() throws Exception {
        sendMany(1);
        ConsumeOptions tenSeconds = new ConsumeOptions(Duration.ofSeconds(10));
        Delivery lost =
                parley.consume(Address.queue("q"), tenSeconds).request(1).next();
        Collected other = parley.consume(Address.queue("q"), tenSeconds).request(1);
        parley.timers.advance(Duration.ofSeconds(10));
        Delivery again = other.next();
        assertTrue(again.redelivered());
        RefusedException refused = assertThrows(RefusedException.class, () -> get(lost.ack()));
        assertEquals(RefusedException.Reason.NOT_OWNED, refused.reason());
        get(again.ack());
    }

    @Test
    void anExtendedLeaseLastsLonger() throws Exception {
        sendMany(1);
        Collected consumer = parley.consume(Address.queue("q"), new ConsumeOptions(Duration.ofSeconds(10)));
        Delivery delivery = consumer.request(2).next();
        parley.timers.advance(Duration.ofSeconds(8));
        get(delivery.extend(Duration.ofSeconds(10)));
        parley.timers.advance(Duration.ofSeconds(8));
        parley.settle();
        consumer.nothingMore();
        get(delivery.ack());
    }

    @Test
    void aSecondAcknowledgementIsRefused() throws Exception {
        sendMany(1);
        Delivery delivery = parley.consume("q").request(1).next();
        get(delivery.ack());
        assertThrows(RefusedException.class, () -> get(delivery.ack()));
    }

    @Test
    void cancellingGivesEverythingBack() throws Exception {
        List<String> sent = sendMany(3);
        Collected consumer = parley.consume("q").request(2);
        consumer.next(2);
        consumer.cancel();
        assertEquals(sent, parley.consume("q").request(3).next(3));
    }

    @Test
    void aFullQueueRefusesInWords() {
        parley.queues.configure("q", settings(2, false, Durability.FSYNC));
        sendMany(2);
        parley.settle();
        RefusedException refused = assertThrows(RefusedException.class, () -> parley.send("q", "one too many"));
        assertEquals(RefusedException.Reason.LIMIT, refused.reason());
        assertTrue(
                refused.getMessage().contains("queue:q") && refused.getMessage().contains("max.messages is 2"));
    }

    @Test
    void aFullQueueDropsTheOldestWhenToldTo() throws Exception {
        parley.queues.configure("q", settings(2, true, Durability.FSYNC));
        sendMany(4);
        parley.settle();
        assertEquals(List.of("m2", "m3"), parley.consume("q").request(9).next(2));
        assertEquals(2, parley.status().queues().get(0).dropped());
    }

    @Test
    void aQueueInMemoryIsEmptyAfterACrash() throws Exception {
        parley.queues.configure("q", settings(10, false, Durability.MEMORY));
        assertEquals(Receipt.Outcome.HANDED_OVER, parley.send("q", "x").outcome());
        parley.crash();
        parley.send("q", "y");
        assertEquals("y", text(parley.consume("q").request(1).next()));
    }

    /** Its messages have taken sequences that the journal knows nothing of: an acknowledgement could meet another message after a crash. */
    @Test
    void aQueueInMemoryBecomesDurableWithTheNextStartOnly() throws Exception {
        parley.queues.configure("q", settings(10, false, Durability.MEMORY));
        parley.send("q", "gone");
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> parley.queues.configure("q", settings(10, false, Durability.FSYNC)));
        assertTrue(refused.getMessage().contains("durability = fsync"), refused.getMessage());
        parley.queues.forget("q");
        assertEquals(Receipt.Outcome.HANDED_OVER, parley.send("q", "gone too").outcome());

        parley.crash();
        parley.queues.configure("q", settings(10, false, Durability.FSYNC));
        List<String> sent = sendMany(3);
        parley.consume("q").request(1).next().ack();
        parley.settle();
        parley.crash();
        assertEquals(sent.subList(1, 3), parley.consume("q").request(9).next(2));
    }

    @Test
    void anExpiredMessageIsNotDelivered() throws Exception {
        long now = parley.timers.now();
        parley.send(Message.to(Address.queue("q"))
                .payload("old")
                .expiresAtMillis(now + 1_000)
                .build());
        parley.send("q", "new");
        parley.timers.advance(Duration.ofSeconds(2));
        assertEquals("new", text(parley.consume("q").request(2).next()));
        assertEquals(1, parley.status().queues().get(0).dropped());
    }

    @Test
    void whatFindsNoRoomInMemoryIsReadFromTheJournal() throws Exception {
        parley.close();
        parley = new Fixture(2_000);
        List<String> sent = sendMany(300);
        Collected consumer = parley.consume("q").request(300);
        assertEquals(sent, consumer.next(300));
        assertTrue(parley.engine.messages().residentBytes() <= 2_000);
    }

    @Test
    void nothingOfADeadConsumersLeaseIsLostWhenTheJournalRefuses() throws Exception {
        sendMany(1);
        Collected consumer = parley.consume("q").request(1);
        Delivery delivery = consumer.next();
        parley.journal.refuse("No space left on device");
        assertThrows(RefusedException.class, () -> get(delivery.ack()));
        RefusedException refused = assertThrows(RefusedException.class, () -> parley.send("q", "x"));
        assertEquals(RefusedException.Reason.UNAVAILABLE, refused.reason());
        assertTrue(refused.getMessage().contains("No space left"));
        parley.journal.resume();
        parley.settle();
        get(delivery.ack());
        assertFalse(parley.send("q", "y").outcome() != Receipt.Outcome.STORED);
        parley.crash();
        assertEquals("y", text(parley.consume("q").request(1).next()));
    }

    @Test
    void aMessageWhoseAcknowledgementFailedAfterItsConsumerWentComesAgain() throws Exception {
        sendMany(1);
        Collected consumer = parley.consume("q").request(1);
        Delivery delivery = consumer.next();
        parley.journal.refuse("No space left on device");
        CompletionStage<Void> acknowledged = delivery.ack();
        consumer.cancel();
        assertThrows(RefusedException.class, () -> get(acknowledged));
        parley.journal.resume();
        assertEquals("m0", text(parley.consume("q").request(1).next()));
    }

    @Test
    void demandOfZeroIsAnError() throws Exception {
        Collected consumer = parley.consume("q").request(0);
        assertTrue(consumer.error().getMessage().contains("3.9"));
    }

    @Test
    void onlyQueuesAndSessionsCanBeConsumed() {
        RefusedException refused = assertThrows(
                RefusedException.class, () -> parley.service.consume(Address.topic("t"), ConsumeOptions.DEFAULT));
        assertEquals(RefusedException.Reason.INVALID, refused.reason());
    }
}
