package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Priorities and ordering keys of a queue. */
@Timeout(30)
class TurnsTest {

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private void send(String text, int priority) {
        parley.send(
                Message.to(Address.queue("q")).payload(text).priority(priority).build());
    }

    private void keyed(String text, String key) {
        parley.send(
                Message.to(Address.queue("q")).payload(text).orderingKey(key).build());
    }

    private Collected consume(int credit) throws InterruptedException {
        return parley.consume(Address.queue("q"), new ConsumeOptions(Duration.ZERO))
                .request(credit);
    }

    private void restart(boolean checkpoint) {
        parley.settle();
        if (checkpoint) {
            parley.engine.checkpoint();
        }
        parley.crash();
    }

    @Test
    void theHigherPriorityGoesFirstAlsoAfterACrash() throws InterruptedException {
        send("low", 0);
        send("plain", 4);
        send("high", 9);
        send("higher than plain", 5);
        for (boolean checkpoint : new boolean[] {false, true}) {
            restart(checkpoint);
            Collected collected = consume(10);
            assertEquals(List.of("high", "higher than plain", "plain", "low"), collected.next(4));
            collected.cancel();
        }
    }

    @Test
    void theLowestDoesNotStarve() throws InterruptedException {
        send("lowest", 0);
        for (int i = 0; i < 100; i++) {
            send("high", 9);
        }
        assertTrue(consume(10).next(10).contains("lowest"));
    }

    @Test
    void whatComesBackGoesFirstAmongItsOwn() throws InterruptedException {
        for (String text : List.of("1", "2", "3")) {
            send(text, 7);
        }
        send("plain", 4);
        Collected first = consume(2);
        assertEquals(List.of("1", "2"), first.next(2));
        first.cancel();
        assertEquals(List.of("1", "2", "3", "plain"), consume(10).next(4));
    }

    @Test
    void messagesOfOneKeyAreOutOneAtATimeInOrderAndOthersGoOn() throws InterruptedException {
        keyed("a1", "a");
        keyed("a2", "a");
        keyed("b1", "b");
        keyed("a3", "a");
        send("plain", 4);
        Collected one = consume(10);
        Collected two = consume(10);
        parley.settle();
        List<Delivery> out = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Collected consumer : List.of(one, two)) {
            for (Delivery next; (next = consumer.poll()) != null; ) {
                out.add(next);
                texts.add(Collected.text(next));
            }
        }
        texts.sort(null);
        assertEquals(List.of("a1", "b1", "plain"), texts);
        for (Delivery delivery : out) {
            if (Collected.text(delivery).equals("a1")) {
                get(delivery.ack());
            }
        }
        Delivery second = either(one, two);
        assertEquals("a2", Collected.text(second));
        get(second.nack(Duration.ZERO));
        assertEquals("a2", Collected.text(either(one, two)), "before a3");
    }

    private Delivery either(Collected one, Collected two) {
        while (true) {
            Delivery next = one.poll();
            next = next == null ? two.poll() : next;
            if (next != null) {
                return next;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void orderOfAKeySurvivesACrashAndAConsumersEnd() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            keyed("k" + i, "k");
        }
        Collected first = consume(10);
        get(first.next().ack());
        assertEquals("k1", Collected.text(first.next()));
        first.cancel();
        restart(false);
        Collected second = consume(10);
        Delivery next = second.next();
        assertEquals("k1", Collected.text(next));
        restart(true);
        Collected third = consume(10);
        for (int i = 1; i < 5; i++) {
            Delivery delivery = third.next();
            assertEquals("k" + i, Collected.text(delivery));
            parley.settle();
            third.nothingMore();
            get(delivery.ack());
        }
    }

    @Test
    void aKeyCountsMoreThanAPriority() throws InterruptedException {
        parley.send(Message.to(Address.queue("q"))
                .payload("first")
                .orderingKey("k")
                .priority(0)
                .build());
        parley.send(Message.to(Address.queue("q"))
                .payload("second")
                .orderingKey("k")
                .priority(9)
                .build());
        Collected collected = consume(10);
        Delivery first = collected.next();
        assertEquals("first", Collected.text(first));
        get(first.ack());
        assertEquals("second", Collected.text(collected.next()));
    }
}
