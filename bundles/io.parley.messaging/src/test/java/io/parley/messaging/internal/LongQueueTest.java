package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.messaging.internal.QueueSettings.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues that are longer than what of them may be in memory. */
@Timeout(60)
class LongQueueTest {

    private static final Address Q = Address.queue("q");
    private static final Residence FEW = new Residence(20, 10);

    private Fixture parley;

    @BeforeEach
    void start() {
        parley = new Fixture(1, FEW);
    }

    @AfterEach
    void stop() {
        parley.close();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    /** Sends, and has most of it left to the view. */
    private void fill(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            parley.send("q", "m" + i);
        }
        parley.engine.checkpoint();
        parley.settle();
    }

    private Backlog backlog() {
        return parley.messaging.home("q").queues().get("q").backlog();
    }

    private List<String> taken(int count) throws Exception {
        Collected consumer = parley.consume("q").request(count);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Delivery delivery = consumer.next();
            texts.add(Collected.text(delivery));
            get(delivery.ack());
        }
        consumer.nothingMore();
        consumer.cancel();
        parley.settle();
        return texts;
    }

    @Test
    void keepsFewInMemoryAndDeliversAllInOrder() throws Exception {
        fill(0, 2_000);
        assertTrue(
                backlog().residents().size() <= FEW.most(),
                () -> backlog().residents().size() + " are in memory");
        assertEquals(2_000, backlog().size());
        fill(2_000, 3_000);
        assertEquals(texts(0, 1_500), taken(1_500));
        fill(3_000, 3_500);
        assertTrue(
                backlog().residents().size() <= 2 * ColdEntries.PAGE,
                () -> "" + backlog().residents().size());
        assertEquals(texts(1_500, 3_500), taken(2_000));
        assertEquals(0, backlog().size());
    }

    /** The sequences that the view has. */
    private List<Long> rows() throws Exception {
        parley.engine.checkpoint();
        return EntryTable.QUEUES.page(parley.view, "q", 0, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(entry -> entry.sequence)
                .toList();
    }

    @Test
    void theViewHasWhatIsThereAndNothingElse() throws Exception {
        fill(0, 1_000);
        Collected consumer = parley.consume("q").request(700);
        List<Delivery> kept = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            Delivery delivery = consumer.next();
            if (i == 0 || i == 299 || i == 699) {
                kept.add(delivery);
            } else {
                get(delivery.ack());
            }
        }
        List<Long> expected = new ArrayList<>(List.of(1L, 300L, 700L));
        LongStream.rangeClosed(701, 1_000).forEach(expected::add);
        assertEquals(expected, rows());
        for (Delivery delivery : kept) {
            get(delivery.ack());
        }
        assertEquals(expected.subList(3, expected.size()), rows());
        parley.crash();
        consumer = parley.consume("q").request(1);
        assertEquals("m700", Collected.text(consumer.next()));
    }

    private int rowCount() throws Exception {
        parley.engine.checkpoint();
        parley.settle();
        int[] count = {0};
        parley.view.scan(EntryTable.QUEUES.entries(), new byte[0], null, (key, value) -> count[0]++ >= 0);
        return count[0];
    }

    /** A third at a time, from amidst the others, and then the others. */
    private void thin() throws Exception {
        fill(0, 2_000);
        assertTrue(rowCount() <= 2_000 / BlockRows.BLOCK + 1 + BacklogRows.MANY, rowCount() + " rows");
        for (int third = 0; third < 3; third++) {
            int rest = third;
            int gone = get(parley.admin.purge(
                    Q, message -> number(message) / 1_000 == 1 && number(message) % 3 == rest, 1_000));
            assertTrue(gone >= 333, gone + " are purged");
            assertTrue(rowCount() > 1_000 / BlockRows.BLOCK);
        }
    }

    @Test
    void whatIsGoneLeavesNoRowsBehindInWhateverOrderItWent() throws Exception {
        for (int starts = 0; starts < 2; starts++) {
            thin();
            if (starts > 0) {
                parley.crash();
            }
            fill(2_000, 2_100);
            List<String> expected = new ArrayList<>(texts(0, 1_000));
            expected.addAll(texts(2_000, 2_100));
            assertEquals(expected, taken(1_100));
            assertEquals(0, rowCount());
        }
    }

    @Test
    void whatIsGoneWithoutComingBackLeavesNoRowsBehind() throws Exception {
        thin();
        assertEquals(1_000, get(parley.admin.purge(Q, all -> true, 1_000)));
        assertEquals(0, rowCount());
    }

    /** How many messages have been read for the queue and are not with a consumer. */
    private long readAhead() {
        parley.settle();
        return LongStream.rangeClosed(0, backlog().next())
                .mapToObj(sequence -> backlog().get(sequence))
                .filter(entry -> entry != null && entry.loaded != null && entry.state == Entry.State.WAITING)
                .count();
    }

    @Test
    void readsAheadOfItsConsumerAndNoFurtherThanItMay() throws Exception {
        parley.close();
        parley = new Fixture(1);
        fill(0, 3_000);
        Collected consumer = parley.consume("q").request(1);
        get(consumer.next().ack());
        assertEquals(255, readAhead(), "the rest of the first portion");
        consumer.request(255);
        for (int i = 0; i < 255; i++) {
            get(consumer.next().ack());
        }
        consumer.request(1_000);
        for (int i = 0; i < 1_000; i++) {
            get(consumer.next().ack());
        }
        long ahead = readAhead();
        assertTrue(ahead <= 4 * 256, ahead + " are read ahead");
        consumer.request(1_744);
        for (int i = 1_256; i < 3_000; i++) {
            assertEquals("m" + i, Collected.text(consumer.next()));
        }
    }

    @Test
    void readsLessAheadOfLargeMessages() throws Exception {
        parley.close();
        parley = new Fixture(1);
        fill(0, 1);
        for (int i = 0; i < 20; i++) {
            parley.send("q", "x".repeat(200 << 10));
        }
        fill(21, 22);
        Collected consumer = parley.consume("q").request(1);
        get(consumer.next().ack());
        assertEquals(3, readAhead(), "of 200 KiB each, until there are 512 KiB");
    }

    @Test
    void startsWithoutReadingItsEntries() throws Exception {
        fill(0, 1_000);
        parley.crash();
        parley.settle();
        assertEquals(0, backlog().residents().size());
        assertEquals(1_000, backlog().size());
        Collected consumer = parley.consume("q").request(1);
        assertTrue(consumer.next().attempt() > 1, "what may have reached a consumer is flagged");
        consumer.cancel();
        assertEquals(texts(0, 1_000), taken(1_000));
        parley.crash();
        parley.consume("q").request(1).nothingMore();
    }

    @Test
    void whatWasTakenSinceTheViewWasWrittenStaysTaken() throws Exception {
        fill(0, 1_000);
        assertEquals(texts(0, 600), taken(600));
        parley.crash();
        assertEquals(400, backlog().size());
        assertEquals(texts(600, 1_000), taken(400));
        parley.crash();
        assertEquals(0, backlog().size());
        parley.send("other", "one");
        parley.engine.checkpoint();
        assertEquals(1, parley.engine.references());
    }

    @Test
    void countsWhatIsThereWhereverItIs() throws Exception {
        fill(0, 500);
        assertEquals(500, parley.status().queues().get(0).waiting());
        parley.queues.configure("q", Settings.limit(500, Overflow.REJECT));
        assertThrows(RefusedException.class, () -> parley.send("q", "too many"));
        assertEquals(texts(0, 1), taken(1));
        parley.send("q", "m500");
        parley.crash();
        assertThrows(RefusedException.class, () -> parley.send("q", "too many"));
    }

    @Test
    void theOldestGiveWayWhereverTheyAre() throws Exception {
        fill(0, 500);
        parley.queues.configure("q", Settings.limit(500, Overflow.DROP_OLDEST));
        fill(500, 520);
        parley.settle();
        assertEquals(500, backlog().size());
        assertEquals(texts(20, 520), taken(500));
    }

    @Test
    void whatOneConsumerGivesBackGoesFirst() throws Exception {
        fill(0, 500);
        Collected consumer = parley.consume("q").request(300);
        List<Delivery> held = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            held.add(consumer.next());
        }
        parley.engine.checkpoint();
        parley.settle();
        get(held.get(7).nack(Duration.ZERO));
        assertEquals("m7", Collected.text(consumer.request(1).next()));
        consumer.cancel();
        assertEquals(texts(0, 500), taken(500));
    }

    @Test
    void priorityGoesBeforeWhatIsNotInMemory() throws Exception {
        fill(0, 500);
        parley.send(Message.to(Q).payload("urgent").priority(9).build());
        parley.send(Message.to(Q).payload("idle").priority(0).build());
        fill(500, 600);
        for (int start = 0; start < 2; start++) {
            assertEquals(List.of("urgent", "m0", "m1"), some(3));
            parley.crash();
        }
        List<String> all = taken(602);
        assertEquals("urgent", all.get(0));
        assertTrue(all.indexOf("idle") > all.indexOf("m499"), "it came behind that, and is of low priority");
        all.removeAll(List.of("urgent", "idle"));
        assertEquals(texts(0, 600), all);
    }

    private List<String> some(int count) throws Exception {
        Collected consumer = parley.consume("q");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(Collected.text(consumer.request(1).next()));
        }
        consumer.cancel();
        parley.settle();
        return texts;
    }

    @Test
    void browsesMovesAndPurgesWhatTheViewAloneHas() throws Exception {
        fill(0, 700);
        assertEquals(
                texts(0, 700),
                get(parley.admin.browse(Q, all -> true, 1_000)).stream()
                        .map(Collected::text)
                        .toList());
        assertEquals(100, get(parley.admin.move(Q, Address.queue("other"), below(100), 1_000)));
        assertEquals(200, get(parley.admin.purge(Q, below(300), 1_000)));
        assertEquals(400, backlog().size());
        parley.journal.refuse("full");
        assertThrows(RefusedException.class, () -> get(parley.admin.purge(Q, below(350), 1_000)));
        parley.journal.resume();
        parley.engine.checkpoint();
        parley.settle();
        assertEquals(400, backlog().size());
        assertEquals(texts(300, 310), some(10));
        parley.crash();
        assertEquals(texts(300, 700), taken(400));
        parley.engine.checkpoint();
        assertEquals(100, parley.engine.references());
    }

    @Test
    void whatIsBeingTakenOutIsNotDelivered() throws Exception {
        fill(0, 100);
        QueueState queue = parley.messaging.home("q").queues().get("q");
        assertFalse(backlog().residents().size() > FEW.most());
        parley.messaging.home("q").shard().execute(() -> queue.takeOut(50, io.parley.engine.op.Cause.PURGED));
        parley.engine.checkpoint();
        parley.settle();
        List<String> expected = new ArrayList<>(texts(0, 100));
        expected.remove("m49");
        assertEquals(expected, taken(99));
    }

    private static Predicate<Message> below(int number) {
        return message -> number(message) < number;
    }

    private static int number(Message message) {
        return Integer.parseInt(Collected.text(message).substring(1));
    }
}
