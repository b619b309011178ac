package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.messaging.internal.Counters.Drop;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.QueueSettings.Sharing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a queue's messages, and which of them are kept. */
@Timeout(30)
class QueuePolicyTest {

    private static final Address Q = Address.queue("q");

    private final Fixture parley = new Fixture();

    @AfterEach
    void stop() {
        parley.close();
    }

    private void send(String key, String text) {
        parley.send(Message.to(Q).payload(text).orderingKey(key).build());
    }

    private void send(int bytes) {
        parley.send(Message.to(Q).payload("x".repeat(bytes)).build());
    }

    private List<Integer> sizes() {
        return get(parley.admin.browse(Q, all -> true, 100)).stream()
                .map(message -> (int) message.payload().size())
                .toList();
    }

    private Counters counters() {
        return parley.messaging.home("q").queues().get("q").counters;
    }

    @Test
    void theFirstConsumerOfASingleActiveQueueGetsAll() throws Exception {
        parley.queues.configure("q", Settings.sharing(Sharing.SINGLE_ACTIVE));
        Collected first = parley.consume("q").request(3);
        Collected second = parley.consume("q").request(100);
        for (int i = 0; i < 6; i++) {
            parley.send("q", "m" + i);
        }
        assertEquals(List.of("m0", "m1", "m2"), first.next(3));
        parley.settle();
        second.nothingMore();
        first.cancel();
        assertEquals(List.of("m0", "m1", "m2", "m3", "m4", "m5"), second.next(6));
    }

    @Test
    void anExclusiveQueueRefusesASecondConsumer() throws Exception {
        parley.queues.configure("q", Settings.sharing(Sharing.EXCLUSIVE));
        Collected first = parley.consume("q").request(3);
        parley.send("q", "m0");
        assertEquals(List.of("m0"), first.next(1));
        RefusedException refused =
                (RefusedException) parley.consume("q").request(1).error();
        assertEquals(RefusedException.Reason.LIMIT, refused.reason());
        assertEquals("queue:q is exclusive and has its consumer", refused.getMessage());
        first.cancel();
        assertEquals(List.of("m0"), parley.consume("q").request(3).next(1));
    }

    @Test
    void theNewestIsDroppedWhereThatIsThePolicy() throws Exception {
        parley.queues.configure("q", Settings.limit(2, Overflow.DROP_NEWEST));
        for (int i = 0; i < 5; i++) {
            parley.send("q", "m" + i);
        }
        parley.settle();
        assertEquals(3, counters().dropped(Drop.OVERFLOW));
        parley.crash();
        assertEquals(List.of("m0", "m1"), parley.consume("q").request(5).next(2));
    }

    @Test
    void bytesAreLimitedAndCountedAcrossRestarts() {
        parley.queues.configure("q", Settings.bytes(1_000, Overflow.REJECT));
        send(900);
        send(200);
        RefusedException full = assertThrows(RefusedException.class, () -> send(1));
        assertEquals("queue:q holds 1100 bytes of payload, and max.mib is 0", full.getMessage());
        for (int i = 0; i < 2; i++) {
            parley.engine.checkpoint();
            parley.crash();
            assertThrows(RefusedException.class, () -> send(1));
        }
        assertEquals(1, get(parley.admin.purge(Q, message -> message.payload().size() == 200, 10)));
        send(50);
        assertEquals(List.of(900, 50), sizes());
    }

    @Test
    void theOldestGiveWayUntilThereIsRoomForTheBytes() {
        parley.queues.configure("q", Settings.bytes(1_000, Overflow.DROP_OLDEST));
        for (int bytes : new int[] {300, 300, 300, 50, 700}) {
            send(bytes);
        }
        parley.settle();
        assertEquals(List.of(50, 700), sizes());
        assertEquals(3, counters().dropped(Drop.OVERFLOW));
    }

    @Test
    void theNewestOfAKeyReplacesWhatWaits() throws Exception {
        parley.queues.configure("q", Settings.lastValue());
        send("a", "a1");
        send("b", "b1");
        parley.send("q", "plain");
        send("a", "a2");
        send("b", "b2");
        send("a", "a3");
        parley.settle();
        assertEquals(3, counters().dropped(Drop.REPLACED));
        for (int start = 0; start < 2; start++) {
            Collected consumer = parley.consume("q").request(10);
            assertEquals(List.of("plain", "b2", "a3"), consumer.next(3));
            consumer.nothingMore();
            parley.crash();
        }
    }

    @Test
    void whatAConsumerHasIsItsOwnUntilItGivesItBack() throws Exception {
        parley.queues.configure("q", Settings.lastValue());
        send("a", "a1");
        Collected consumer = parley.consume("q").request(10);
        Delivery first = consumer.next();
        send("a", "a2");
        send("a", "a3");
        parley.settle();
        consumer.nothingMore();
        get(first.nack(Duration.ZERO));
        assertEquals("a3", Collected.text(consumer.next()));
        assertEquals(2, counters().dropped(Drop.REPLACED));
        parley.settle();
        consumer.nothingMore();
        assertTrue(parley.messaging.home("q").queues().get("q").size() == 1);
    }

    @Test
    void keysAreInOrderAfterACrashThoughMemoryIsFull() throws Exception {
        Fixture small = new Fixture(1);
        try {
            for (int i = 0; i < 6; i++) {
                get(small.service.send(
                        Message.to(Q).payload("k" + i).orderingKey("k").build()));
            }
            get(small.service.send(Message.to(Q).payload("urgent").priority(9).build()));
            small.crash();
            Collected consumer = small.consume("q").request(10);
            assertEquals("urgent", Collected.text(consumer.next()));
            for (int i = 0; i < 6; i++) {
                Delivery delivery = consumer.next();
                assertEquals("k" + i, Collected.text(delivery));
                small.settle();
                consumer.nothingMore();
                get(delivery.ack());
            }
        } finally {
            small.close();
        }
    }
}
