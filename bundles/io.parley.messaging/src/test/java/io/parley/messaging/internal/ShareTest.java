package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.engine.Batch;
import io.parley.engine.contract.SharedDelivery;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.StoredMessage;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queues of groups. */
@Timeout(30)
class ShareTest {

    private static final String QUEUE = "$share/g/t/#";
    private static final Address STORED = Address.queue(QUEUE);
    private static final Address MEMORY = Address.queue("$share-memory/g/t/#");
    private static final ConsumeOptions WHILE_CONNECTED = new ConsumeOptions(Duration.ZERO);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void open(boolean durable) {
        get(fixture.engine.batch().add(new QueueOp.Opened(QUEUE, durable)).commit());
    }

    private void publish(String text, Guarantee guarantee, boolean durable) {
        publish(Message.to(Address.topic("t/1")).payload(text).build(), guarantee, durable);
    }

    private void publish(Message message, Guarantee guarantee, boolean durable) {
        Batch batch = fixture.engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        get(batch.add(new QueueOp.Share(QUEUE, place, guarantee, false, durable))
                .commit());
    }

    private Collected member(Address part) throws InterruptedException {
        return fixture.consume(part, WHILE_CONNECTED).request(10);
    }

    @Test
    void membersShareWhatWaitsAndGiveItBackWhenTheyGo() throws InterruptedException {
        open(true);
        for (String text : List.of("1", "2", "3", "4")) {
            publish(text, Guarantee.AT_LEAST_ONCE, true);
        }
        Collected one = fixture.consume(STORED, WHILE_CONNECTED).request(2);
        assertEquals(List.of("1", "2"), one.next(2));
        Collected two = member(STORED);
        assertEquals(List.of("3", "4"), two.next(2));
        one.cancel();
        Delivery again = two.next();
        assertEquals("1", Collected.text(again));
        assertTrue(again.redelivered());
        assertEquals("2", Collected.text(two.next()));
        get(again.ack());
    }

    @Test
    void membersTakeTurnsAlsoWithOneMessageAtATime() throws InterruptedException {
        open(true);
        Collected one = member(STORED);
        Collected two = member(STORED);
        fixture.settle();
        for (int i = 0; i < 4; i++) {
            publish("m" + i, Guarantee.AT_LEAST_ONCE, true);
            fixture.settle();
        }
        one.next(2);
        two.next(2);
    }

    @Test
    void whatIsDurableSurvivesACrash() throws InterruptedException {
        open(true);
        publish("1", Guarantee.AT_LEAST_ONCE, true);
        publish("lost", Guarantee.AT_LEAST_ONCE, false);
        publish("2", Guarantee.AT_LEAST_ONCE, true);
        Collected before = member(STORED);
        get(before.next().ack());
        fixture.crash();
        assertEquals("2", Collected.text(member(STORED).next()));
        fixture.engine.checkpoint();
        fixture.crash();
        assertEquals("2", Collected.text(member(STORED).next()));
        Collected memory = member(MEMORY);
        publish("3", Guarantee.AT_LEAST_ONCE, false);
        assertEquals("3", Collected.text(memory.next()), "what is not durable is gone");
    }

    @Test
    void theEndRemovesQueueAndMessagesAlsoFromTheView() throws InterruptedException {
        open(true);
        publish("1", Guarantee.AT_LEAST_ONCE, true);
        fixture.engine.checkpoint();
        Delivery late = member(STORED).next();
        get(fixture.engine.batch().add(new QueueOp.Ended(QUEUE, true)).commit());
        assertThrows(RefusedException.class, () -> get(late.ack()));
        publish("nobody's", Guarantee.AT_LEAST_ONCE, true);
        assertEquals(List.of(), fixture.status().queues());
        fixture.engine.checkpoint();
        fixture.crash();
        assertEquals(List.of(), fixture.status().queues());
        assertThrows(RefusedException.class, () -> fixture.consume(STORED, WHILE_CONNECTED));
        open(true);
        publish("2", Guarantee.AT_LEAST_ONCE, true);
        assertEquals("2", Collected.text(member(STORED).next()));
    }

    @Test
    void withoutGuaranteeItGoesToAMemberThatTakesItNow() throws InterruptedException {
        open(false);
        publish("nobody's", Guarantee.AT_MOST_ONCE, false);
        Collected member = fixture.consume(MEMORY, WHILE_CONNECTED).request(1);
        fixture.settle();
        publish("1", Guarantee.AT_MOST_ONCE, false);
        publish("2", Guarantee.AT_MOST_ONCE, false);
        SharedDelivery delivery = assertInstanceOf(SharedDelivery.class, member.next());
        assertEquals("1", Collected.text(delivery));
        assertEquals(Guarantee.AT_MOST_ONCE, delivery.guarantee());
        assertFalse(delivery.retained());
        member.nothingMore();
        assertEquals(
                2,
                fixture.status().queues().stream()
                        .mapToLong(queue -> queue.dropped())
                        .sum());
    }

    @Test
    void nobodySendsToTheQueueOfAGroupByItsName() {
        open(true);
        RefusedException refused = assertThrows(RefusedException.class, () -> fixture.send(QUEUE, "x"));
        assertEquals(RefusedException.Reason.INVALID, refused.reason());
    }

    @Test
    void whatIsTooMuchIsDroppedAndCountedAlsoAfterACrash() throws InterruptedException {
        fixture.queues.configure(QUEUE, Settings.limit(2, QueueSettings.Overflow.REJECT));
        open(true);
        for (String text : List.of("1", "2", "3")) {
            publish(text, Guarantee.AT_LEAST_ONCE, true);
        }
        fixture.settle();
        fixture.crash();
        Collected member = member(STORED);
        assertEquals(List.of("1", "2"), member.next(2));
        member.nothingMore();
    }

    @Test
    void whatHasExpiredIsNotDelivered() throws InterruptedException {
        open(true);
        Message message = Message.to(Address.topic("t/1"))
                .payload("old")
                .expiresAtMillis(fixture.timers.now() + 1_000)
                .build();
        publish(message, Guarantee.AT_LEAST_ONCE, true);
        publish("new", Guarantee.AT_LEAST_ONCE, true);
        fixture.timers.advance(Duration.ofSeconds(2));
        Collected member = member(STORED);
        assertEquals("new", Collected.text(member.next()));
        publish(message, Guarantee.AT_MOST_ONCE, false);
        assertEquals(
                2,
                fixture.status().queues().stream()
                        .mapToLong(queue -> queue.dropped())
                        .sum());
    }
}
