package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.journal.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that expire while nobody consumes their queue. */
@Timeout(60)
class ReaperTest {

    private static final Address Q = Address.queue("q");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Fixture parley = new Fixture(1, new Residence(20, 10));

    @AfterEach
    void close() {
        parley.close();
    }

    private void send(String text, Duration life) {
        parley.send(Message.to(Q)
                .payload(text)
                .expiresAt(Instant.ofEpochMilli(parley.timers.now()).plus(life))
                .build());
    }

    private void toView() throws Exception {
        parley.engine.checkpoint();
        parley.settle();
    }

    /** Lets time pass once the queue has all that was sent and knows when it expires, and what begins by that end. */
    private void pass(Duration time) {
        parley.settle();
        parley.timers.advance(time);
        do {
            parley.settle();
        } while (queue().reaper().sweeping());
        parley.settle();
    }

    private QueueState queue() {
        return queue("q");
    }

    private QueueState queue(String name) {
        return parley.messaging.home(name).queues().get(name);
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void whatExpiresGoesWithoutAConsumerAndTheRestStays() throws Exception {
        send("short", SECOND);
        parley.send("q", "for ever");
        send("long", SECOND.multipliedBy(10));
        pass(SECOND.minusMillis(1));
        assertEquals(3, queue().size());
        pass(Duration.ofMillis(1));
        assertEquals(2, queue().size());
        assertEquals(1, queue().counters.dropped(Drop.EXPIRED));
        pass(SECOND.multipliedBy(10));
        assertEquals(1, queue().size());
        parley.crash();
        assertEquals(List.of("for ever"), parley.consume("q").request(5).next(1));
    }

    @Test
    void aQueueInMemoryAndOneWithPrioritiesLoseThemToo() throws Exception {
        parley.queues.configure("q", Settings.limit(10, Overflow.REJECT, Durability.MEMORY));
        parley.send(Message.to(Q)
                .payload("high")
                .priority(9)
                .expiresAt(Instant.ofEpochMilli(parley.timers.now()).plus(SECOND))
                .build());
        send("usual", SECOND);
        parley.send("q", "stays");
        pass(SECOND);
        assertEquals(List.of("stays"), parley.consume("q").request(5).next(1));
        assertEquals(2, queue().counters.dropped(Drop.EXPIRED));
    }

    @Test
    void aDeadLetterIsMadeOfItWhereThatIsConfigured() throws Exception {
        parley.queues.configure(
                "q", Settings.redelivery(new Redelivery(0, 0, 2, 60_000, 20, Optional.of("dead"), true)));
        for (int i = 0; i < 100; i++) {
            send("m" + i, SECOND);
        }
        toView();
        pass(SECOND);
        assertEquals(0, queue().size());
        Collected dead = parley.consume("dead").request(200);
        Delivery first = dead.next();
        assertEquals(
                DeadLetters.EXPIRED,
                first.message().headers().first(DeadLetters.CAUSE).orElseThrow());
        dead.next(99);
    }

    @Test
    void whatTheViewAloneHasExpiresInPlaceAndOneByOne() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            if (i % 10 == 7) {
                send("m" + i, SECOND);
            } else {
                parley.send("q", "m" + i);
            }
        }
        toView();
        pass(SECOND);
        assertEquals(1_800, queue().size());
        toView();
        parley.crash();
        assertEquals(
                texts(0, 2_000).stream().filter(text -> !text.endsWith("7")).toList(),
                parley.consume("q").request(2_000).next(1_800));
    }

    @Test
    void afterARestartItKnowsWhenToLookAndDoesNotBefore() throws Exception {
        for (int i = 0; i < 300; i++) {
            send("m" + i, SECOND.multipliedBy(60));
        }
        toView();
        parley.crash();
        pass(SECOND.multipliedBy(59));
        assertEquals(0, queue().reaper().looked());
        pass(SECOND);
        assertEquals(0, queue().size());
        parley.crash();
        pass(SECOND.multipliedBy(600));
        assertEquals(0, queue().reaper().looked());
    }

    @Test
    void whatExpiresBeforeItComesAgainDoesNotHoldUpItsKey() throws Exception {
        parley.send(Message.to(Q)
                .payload("old")
                .orderingKey("k")
                .expiresAt(Instant.ofEpochMilli(parley.timers.now()).plus(SECOND))
                .build());
        parley.send(Message.to(Q).payload("next").orderingKey("k").build());
        Collected consumer = parley.consume("q").request(2);
        Delivery old = consumer.next();
        assertEquals("old", text(old));
        get(old.nack(SECOND.multipliedBy(100)));
        parley.settle();
        consumer.nothingMore();
        pass(SECOND);
        assertEquals("next", text(consumer.next()));
    }

    @Test
    void withoutAnyThatExpiresALongQueueIsNeverRead() throws Exception {
        for (int i = 0; i < 500; i++) {
            parley.send("q", "m" + i);
        }
        toView();
        pass(Duration.ofHours(1));
        assertEquals(0, queue().reaper().looked());
        send("short", SECOND);
        pass(SECOND);
        assertEquals(500, queue().size());
    }

    @Test
    void aLongQueueIsReadWhereSomethingExpiredAloneAndNotMoreThanOnceASecond() throws Exception {
        for (int i = 0; i < 9_000; i++) {
            parley.send("q", "m" + i);
        }
        for (int i = 0; i < 20; i++) {
            send("short", SECOND.plusMillis(10 * i));
        }
        toView();
        pass(SECOND);
        long looked = queue().reaper().looked();
        assertTrue(looked <= 4_096, looked + " of 9020");
        pass(SECOND.minusMillis(1));
        assertEquals(looked, queue().reaper().looked());
        assertEquals(9_019, queue().size());
        pass(Duration.ofMillis(1));
        assertEquals(9_000, queue().size());
        assertTrue(queue().reaper().looked() <= 2 * 4_096);
    }

    @Test
    void whatAConsumerHasExpiresWhenItComesBack() throws Exception {
        send("short", SECOND);
        Collected consumer = parley.consume("q").request(1);
        Delivery delivery = consumer.next();
        assertEquals("short", text(delivery));
        pass(SECOND.multipliedBy(3));
        assertEquals(1, queue().size());
        consumer.cancel();
        parley.settle();
        pass(SECOND.multipliedBy(2));
        assertEquals(0, queue().size());
    }

    @Test
    void whatAConsumerHadExpiresAfterACrashToo() throws Exception {
        send("short", SECOND);
        parley.consume("q").request(1).next();
        pass(SECOND);
        toView();
        parley.crash();
        pass(SECOND.multipliedBy(120));
        assertEquals(0, queue().size());
    }

    @Test
    void whereDeadLettersFindNoRoomItGoesOnWhenThereIsSome() throws Exception {
        parley.queues.configure(
                "q", Settings.redelivery(new Redelivery(0, 0, 2, 60_000, 20, Optional.of("dead"), true)));
        parley.queues.configure("dead", Settings.limit(1, Overflow.REJECT));
        parley.send("dead", "full");
        for (int i = 0; i < 10; i++) {
            send("m" + i, SECOND);
        }
        pass(SECOND);
        pass(SECOND);
        assertEquals(1, queue("dead").size());
        assertEquals(10, queue().backlog().size());
        Collected dead = parley.consume("dead").request(11);
        int came = 0;
        while (came < 11) {
            for (Delivery delivery; (delivery = dead.poll()) != null; came++) {
                get(delivery.ack());
            }
            pass(SECOND);
        }
        assertEquals(0, queue().backlog().size());
    }

    @Test
    void aModerateNumberOfEndingsIsOnItsWayAtATime() throws Exception {
        parley.queues.configure(
                "q", Settings.redelivery(new Redelivery(0, 0, 2, 60_000, 20, Optional.of("dead"), true)));
        parley.queues.configure("dead", Settings.limit(1, Overflow.REJECT));
        parley.send("dead", "full");
        for (int i = 0; i < 3_000; i++) {
            send("m" + i, SECOND);
        }
        parley.timers.advance(SECOND);
        while (queue().fill().ending() < 1_024) {
            parley.settle();
        }
        for (int i = 0; i < 20; i++) {
            parley.settle();
        }
        int ending = queue().fill().ending();
        assertTrue(ending <= 1_024 + ColdEntries.PAGE, ending + " are on their way");
    }
}
