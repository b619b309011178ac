package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.QueueAdmin;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.journal.Durability;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueAdminTest {

    private static final Address Q = Address.queue("q");
    private static final Address OTHER = Address.queue("other");
    private static final Predicate<Message> ALL = message -> true;

    private Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private List<String> sendMany(int count) {
        List<String> texts = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
        texts.forEach(text -> parley.send("q", text));
        return texts;
    }

    private List<String> browse(Address queue) {
        return texts(get(parley.admin.browse(queue, ALL, QueueAdmin.MOST)));
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(Collected::text).toList();
    }

    private static Predicate<Message> odd() {
        return message -> Integer.parseInt(Collected.text(message).substring(1)) % 2 == 1;
    }

    private static QueueSettings settings(int max, boolean dropOldest, Durability durability) {
        return Settings.limit(
                max, dropOldest ? QueueSettings.Overflow.DROP_OLDEST : QueueSettings.Overflow.REJECT, durability);
    }

    private Reason refused(Runnable call, String words) {
        RefusedException refused = assertThrows(RefusedException.class, call::run);
        assertTrue(refused.getMessage().contains(words), refused.getMessage());
        return refused.reason();
    }

    @Test
    void browsesInOrderWithoutTaking() throws Exception {
        List<String> sent = sendMany(700);
        assertEquals(sent, browse(Q));
        assertEquals(List.of("m1", "m3", "m5"), texts(get(parley.admin.browse(Q, odd(), 3))));
        assertEquals(sent, parley.consume("q").request(700).next(700));
    }

    @Test
    void passesOverWhatAConsumerHas() throws Exception {
        sendMany(5);
        Collected consumer = parley.consume("q").request(2);
        consumer.next(2);
        assertEquals(List.of("m2", "m3", "m4"), browse(Q));
        assertEquals(3, get(parley.admin.purge(Q, ALL, 10)));
        consumer.cancel();
        assertEquals(List.of("m0", "m1"), parley.consume("q").request(10).next(2));
    }

    @Test
    void readsWhatIsNotInMemory() {
        parley.close();
        parley = new Fixture(1);
        List<String> sent = sendMany(100);
        assertEquals(sent, browse(Q));
        assertEquals(50, get(parley.admin.move(Q, OTHER, odd(), 100)));
        assertEquals(50, browse(OTHER).size());
    }

    @Test
    void movesInOrderAndForGood() throws Exception {
        sendMany(10);
        parley.send("other", "m100");
        List<Message> before = get(parley.admin.browse(Q, odd(), 10));
        assertEquals(4, get(parley.admin.move(Q, OTHER, odd(), 4)));
        List<String> left = List.of("m0", "m2", "m4", "m6", "m8", "m9");
        List<String> moved = List.of("m100", "m1", "m3", "m5", "m7");
        assertEquals(left, browse(Q));
        assertEquals(moved, browse(OTHER));
        List<Message> after = get(parley.admin.browse(OTHER, ALL, 10));
        assertEquals(before.get(0).id(), after.get(1).id());
        assertEquals(OTHER, after.get(1).address());
        parley.crash();
        assertEquals(left, parley.consume("q").request(10).next(6));
        assertEquals(moved, parley.consume("other").request(10).next(5));
    }

    @Test
    void purgesForGoodAndCounts() throws Exception {
        sendMany(10);
        assertEquals(5, get(parley.admin.purge(Q, odd(), 10)));
        assertEquals(5, parley.messaging.home("q").queues().get("q").counters.dropped());
        parley.crash();
        assertEquals(
                List.of("m0", "m2", "m4", "m6", "m8"),
                parley.consume("q").request(10).next(5));
    }

    @Test
    void allWaitsAgainWhenTheJournalRefuses() throws Exception {
        List<String> sent = sendMany(5);
        parley.journal.refuse("No space left on device");
        assertEquals(
                Reason.UNAVAILABLE,
                refused(() -> get(parley.admin.move(Q, OTHER, odd(), 10)), "No space left on device"));
        assertEquals(Reason.UNAVAILABLE, refused(() -> get(parley.admin.purge(Q, ALL, 10)), "No space left on device"));
        parley.journal.resume();
        parley.settle();
        assertEquals(0, parley.messaging.home("q").queues().get("q").counters.dropped());
        assertEquals(sent, parley.consume("q").request(10).next(5));
    }

    @Test
    void keepsTheOrderOfAKeyAndOfPriorities() throws Exception {
        for (int i = 0; i < 6; i++) {
            get(parley.service.send(
                    Message.to(Q).payload("m" + i).orderingKey("k").build()));
        }
        get(parley.service.send(Message.to(Q).payload("m9").priority(9).build()));
        Collected consumer = parley.consume("q").request(10);
        assertEquals(List.of("m9"), consumer.next(1));
        var first = consumer.next();
        parley.journal.refuse("full");
        refused(() -> get(parley.admin.purge(Q, ALL, 10)), "full");
        parley.journal.resume();
        assertEquals(2, get(parley.admin.purge(Q, odd(), 2)));
        get(first.ack());
        for (String expected : List.of("m2", "m4", "m5")) {
            var next = consumer.next();
            assertEquals(expected, Collected.text(next));
            get(next.ack());
        }
        parley.settle();
        consumer.nothingMore();
    }

    @Test
    void queuesInMemoryToo() throws Exception {
        parley.queues.configure("q", settings(100, false, Durability.MEMORY));
        sendMany(4);
        assertEquals(2, get(parley.admin.move(Q, OTHER, odd(), 10)));
        assertEquals(1, get(parley.admin.purge(Q, ALL, 1)));
        assertEquals(List.of("m2"), browse(Q));
        parley.crash();
        assertEquals(List.of("m1", "m3"), parley.consume("other").request(10).next(2));
    }

    @Test
    void takesNothingFromConsumersUnderTraffic() throws Exception {
        Collected consumer = parley.consume("q");
        Set<String> sent = new HashSet<>();
        int moved = 0;
        for (int i = 0; i < 500; i++) {
            sent.add("m" + i);
            parley.service.send(Message.to(Q).payload("m" + i).build());
            if (i % 2 == 0) {
                consumer.request(1);
            }
            if (i % 50 == 49) {
                moved += get(parley.admin.move(Q, OTHER, ALL, 10));
            }
        }
        // Whether any was moved until now depends on who was first each time; half of them wait now.
        parley.settle();
        int more = get(parley.admin.move(Q, OTHER, ALL, 10));
        assertEquals(10, more);
        moved += more;
        consumer.request(500);
        parley.settle();
        List<String> got = new ArrayList<>(consumer.next(500 - moved));
        consumer.nothingMore();
        got.addAll(browse(OTHER));
        assertEquals(500, got.size());
        assertEquals(sent, new HashSet<>(got));
    }

    @Test
    void refusesInWords() {
        parley.send("q", "m1");
        assertEquals(
                Reason.NOT_FOUND, refused(() -> get(parley.admin.browse(OTHER, ALL, 1)), "no queue named 'other'"));
        assertEquals(
                Reason.INVALID, refused(() -> get(parley.admin.browse(Address.topic("t"), ALL, 1)), "not for topic:t"));
        assertEquals(Reason.INVALID, refused(() -> get(parley.admin.purge(Q, ALL, 0)), "from 1 to 10000, not 0"));
        assertEquals(Reason.INVALID, refused(() -> get(parley.admin.move(Q, Q, ALL, 1)), "where they are"));
        parley.queues.configure("other", settings(1, false, Durability.FSYNC));
        parley.send("q", "m2");
        assertEquals(
                Reason.LIMIT,
                refused(() -> get(parley.admin.move(Q, OTHER, ALL, 2)), "cannot take 2 more, and max.messages is 1"));
        Predicate<Message> broken = message -> {
            throw new IllegalStateException("broken");
        };
        refused(() -> get(parley.admin.purge(Q, broken, 1)), "broken");
        assertEquals(List.of("m1", "m2"), browse(Q));
    }
}
