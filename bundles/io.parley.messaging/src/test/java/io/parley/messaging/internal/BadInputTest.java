package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers give that is wrong, late or absurd: it is refused in words, and the queue goes on. */
@Timeout(30)
class BadInputTest {

    private static final Address Q = Address.queue("q");
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final ConsumeOptions TEN_SECONDS = new ConsumeOptions(Duration.ofSeconds(10));

    private final Fixture at = new Fixture();

    @AfterEach
    void close() {
        at.close();
    }

    private static Reason reason(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> get(stage)).reason();
    }

    private Delivery delivery(ConsumeOptions options) throws InterruptedException {
        at.send("q", "m");
        return at.consume(Q, options).request(1).next();
    }

    @Test
    void delaysThatAreNoneLeaveTheDeliveryToItsConsumer() throws Exception {
        Delivery delivery = delivery(TEN_SECONDS);
        for (Duration wrong :
                List.of(Duration.ofMillis(-1), FOR_EVER, Duration.ofMillis(Long.MAX_VALUE), FOR_EVER.negated())) {
            RefusedException why = assertThrows(RefusedException.class, () -> get(delivery.nack(wrong)));
            assertEquals(Reason.INVALID, why.reason());
            assertEquals("A delay is zero to 3650 days, not " + wrong, why.getMessage());
        }
        get(delivery.ack());
        assertEquals(0, at.messaging.home("q").queues().get("q").size());
    }

    @Test
    void extensionsThatAreNoneLeaveTheLeaseAsItIs() throws Exception {
        Delivery delivery = delivery(TEN_SECONDS);
        Instant until = delivery.leaseUntil();
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofMillis(-1), FOR_EVER, Duration.ofMillis(Long.MAX_VALUE))) {
            assertEquals(Reason.INVALID, reason(delivery.extend(wrong)));
        }
        assertEquals(until, delivery.leaseUntil());
        get(delivery.extend(Delivery.LONGEST));
        at.timers.advance(Duration.ofDays(3_000));
        at.settle();
        get(delivery.ack());
    }

    @Test
    void leasesThatAreNoneAreRefused() {
        for (Duration wrong : List.of(Duration.ofMillis(-1), FOR_EVER)) {
            assertThrows(IllegalArgumentException.class, () -> new ConsumeOptions(wrong));
        }
    }

    @Test
    void aLeaseThatIsLostIsNotExtended() throws Exception {
        Delivery lost = delivery(TEN_SECONDS);
        at.timers.advance(Duration.ofSeconds(10));
        at.settle();
        assertEquals(Reason.NOT_OWNED, reason(lost.extend(Duration.ofSeconds(10))));
        Delivery again = at.consume(Q, TEN_SECONDS).request(1).next();
        assertTrue(again.redelivered());
        assertEquals(Reason.NOT_OWNED, reason(lost.extend(Duration.ofSeconds(10))));
        assertEquals(Reason.NOT_OWNED, reason(lost.nack(Duration.ZERO)));
        assertEquals(Reason.NOT_OWNED, reason(lost.ack()));
        get(again.ack());
        assertEquals(Reason.NOT_OWNED, reason(again.ack()));
        assertEquals(Reason.NOT_OWNED, reason(again.nack(Duration.ZERO)));
        assertEquals(Reason.NOT_OWNED, reason(again.extend(Duration.ofSeconds(10))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void prioritiesThatAreNoneAreRefused(int priority) {
        assertEquals(
                "priority is 0 to 9, not " + priority,
                assertThrows(IllegalArgumentException.class, () -> Message.to(Q).priority(priority))
                        .getMessage());
    }

    @Test
    void timesThatAreNoneAreRefusedInWords() {
        for (Instant wrong : List.of(Instant.EPOCH, Instant.ofEpochMilli(-1), Instant.MIN, Instant.MAX)) {
            assertThrows(IllegalArgumentException.class, () -> Message.to(Q).deliverAt(wrong));
            assertThrows(IllegalArgumentException.class, () -> Message.to(Q).expiresAt(wrong));
        }
    }

    @Test
    void whatIsToComeAtTheEndOfTimeHoldsUpNobody() throws Exception {
        get(at.service.send(
                Message.to(Q).payload("never").deliverAtMillis(Long.MAX_VALUE).build()));
        get(at.service.send(Message.to(Q)
                .payload("soon")
                .deliverAtMillis(at.timers.now() + 1_000)
                .build()));
        get(at.service.send(
                Message.to(Q).payload("lasting").expiresAtMillis(Long.MAX_VALUE).build()));
        at.settle();
        Collected consumer = at.consume("q").request(5);
        assertEquals("lasting", Collected.text(consumer.next()));
        at.timers.advance(Duration.ofSeconds(1));
        assertEquals("soon", Collected.text(consumer.next()));
        at.settle();
        consumer.nothingMore();
    }

    @Test
    void aClockThatGoesBackKeepsNoLeaseForLong() throws Exception {
        Delivery lost = delivery(TEN_SECONDS);
        Collected other = at.consume(Q, TEN_SECONDS).request(1);
        at.timers.set(Duration.ofHours(-1));
        for (int i = 0; i < 2; i++) {
            at.timers.advance(Duration.ofSeconds(10));
            at.settle();
        }
        Delivery again = other.next();
        assertTrue(again.redelivered());
        assertEquals(Reason.NOT_OWNED, reason(lost.ack()));
        get(again.ack());
    }

    @Test
    void aClockThatGoesForwardEndsALeaseAndLosesNothing() throws Exception {
        Delivery lost = delivery(TEN_SECONDS);
        Collected other = at.consume(Q, TEN_SECONDS).request(1);
        at.timers.set(Duration.ofHours(1));
        at.timers.advance(Duration.ofSeconds(10));
        Delivery again = other.next();
        assertEquals(Reason.NOT_OWNED, reason(lost.ack()));
        get(again.ack());
    }

    @Test
    void whatIsDueByAClockThatWasSetComesSoon() throws Exception {
        get(at.service.send(Message.to(Q)
                .payload("m")
                .deliverAtMillis(at.timers.now() + 3_600_000)
                .build()));
        at.settle();
        Collected consumer = at.consume("q").request(1);
        at.timers.set(Duration.ofHours(1));
        at.timers.advance(Duration.ofSeconds(30));
        assertEquals("m", Collected.text(consumer.next()));
    }
}
