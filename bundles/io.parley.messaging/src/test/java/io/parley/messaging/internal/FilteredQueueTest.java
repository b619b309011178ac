package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import io.parley.messaging.internal.QueueSettings.Sharing;
import io.parley.spi.filter.Filter;
import io.parley.spi.plugin.PluginException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers of a queue that have a filter. */
@Timeout(60)
class FilteredQueueTest {

    private static final Address Q = Address.queue("q");

    private final Fixture parley = new Fixture();
    private final AtomicInteger tests = new AtomicInteger();

    private final Filter prefix = expression -> {
        if (expression.isEmpty()) {
            throw new PluginException("Position 1: expected a prefix");
        }
        return message -> {
            tests.incrementAndGet();
            return text(message).startsWith(expression);
        };
    };

    @BeforeEach
    void come() {
        parley.plugins.filters().add(List.of("prefix"), 0, 1, true, prefix);
    }

    @AfterEach
    void close() {
        parley.close();
    }

    private static ConsumeOptions options(String text) {
        return new ConsumeOptions(Duration.ofSeconds(10)).matching(new FilterExpression("prefix", text));
    }

    private Collected consume(String filter) {
        return parley.consume(Q, options(filter));
    }

    private void send(String... texts) {
        for (String text : texts) {
            parley.send("q", text);
        }
    }

    private void send(String text, UnaryOperator<MessageBuilder> with) {
        parley.send(with.apply(Message.to(Q).payload(text)).build());
    }

    @Test
    void whatDoesNotMatchStaysForOthersInOrder() throws Exception {
        send("a1", "b1", "a2", "b2");
        Collected filtered = consume("a").request(10);
        assertEquals(List.of("a1", "a2"), filtered.next(2));
        send("b3", "a3");
        assertEquals("a3", text(filtered.next()));
        Collected any = parley.consume("q").request(10);
        assertEquals(List.of("b1", "b2", "b3"), any.next(3));
        parley.settle();
        any.nothingMore();
        filtered.nothingMore();
    }

    @Test
    void getsNoMoreThanItAskedForAndOthersGetTheRest() throws Exception {
        send("a1", "a2", "a3", "a4");
        Collected filtered = consume("a").request(1);
        assertEquals("a1", text(filtered.next()));
        Collected other = consume("a").request(2);
        assertEquals(List.of("a2", "a3"), other.next(2));
        parley.settle();
        filtered.nothingMore();
        other.nothingMore();
        filtered.request(5);
        assertEquals("a4", text(filtered.next()));
    }

    @Test
    void eachMessageIsTestedOnceHoweverOftenItAsks() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            send("b" + i);
        }
        Collected filtered = consume("a").request(1);
        for (int i = 0; i < 20; i++) {
            send("a" + i);
            Delivery delivery = filtered.next();
            assertEquals("a" + i, text(delivery));
            get(delivery.ack());
            filtered.request(1);
        }
        parley.settle();
        assertEquals(1_020, tests.get());
    }

    @Test
    void whatMatchedBeyondTheCreditIsNotTestedAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            send("a" + i);
        }
        Collected filtered = consume("a");
        for (int i = 0; i < 100; i++) {
            assertEquals("a" + i, text(filtered.request(1).next()));
        }
        assertEquals(100, tests.get());
    }

    @Test
    void whatComesBackGoesToAnotherThatWantsIt() throws Exception {
        send("b", "a1", "a2");
        Collected first = consume("a").request(2);
        Delivery one = first.next();
        assertEquals("a1", text(one));
        get(first.next().ack());
        Collected second = consume("a").request(2);
        parley.settle();
        second.nothingMore();
        get(one.nack(Duration.ofSeconds(3)));
        parley.settle();
        second.nothingMore();
        parley.timers.advance(Duration.ofSeconds(3));
        Delivery again = second.next();
        assertEquals("a1", text(again));
        assertEquals(2, again.attempt());
        assertEquals(
                Reason.NOT_OWNED,
                assertThrows(RefusedException.class, () -> get(one.ack())).reason());
        second.cancel();
        first.request(1);
        assertEquals(3, first.next().attempt());
        first.cancel();
        assertEquals(List.of("b", "a1"), parley.consume("q").request(5).next(2));
    }

    @Test
    void whatComesBackLaterIsNobodysBefore() throws Exception {
        send("b", "a");
        get(consume("a").request(1).next().nack(Duration.ofSeconds(3)));
        Collected any = parley.consume("q").request(5);
        assertEquals("b", text(any.next()));
        parley.settle();
        any.nothingMore();
        parley.timers.advance(Duration.ofSeconds(3));
        assertEquals("a", text(any.next()));
    }

    @Test
    void aLeaseThatEndsGivesBack() throws Exception {
        send("b", "a");
        Collected filtered = consume("a").request(1);
        filtered.next();
        parley.timers.advance(Duration.ofSeconds(11));
        assertEquals(List.of("b", "a"), parley.consume("q").request(5).next(2));
    }

    @Test
    void anAcknowledgedMessageInTheMiddleIsGoneAfterACrashAndTheOthersAreNot() throws Exception {
        send("b1", "a", "b2");
        get(consume("a").request(1).next().ack());
        parley.crash();
        assertEquals(List.of("b1", "b2"), parley.consume("q").request(5).next(2));
    }

    @Test
    void whileTheFilterIsGoneItsConsumerWaitsAndOthersDoNot() throws Exception {
        Collected filtered = consume("a").request(5);
        send("a1");
        assertEquals("a1", text(filtered.next()));
        parley.plugins.filters().remove(prefix);
        send("a2", "b");
        parley.settle();
        filtered.nothingMore();
        assertEquals(2, parley.status().queues().get(0).parked());
        Collected any = parley.consume("q").request(1);
        assertEquals("a2", text(any.next()));
        send("a3");
        parley.plugins.filters().add(List.of("prefix"), 0, 2, true, prefix);
        assertEquals("a3", text(filtered.next()));
        assertEquals("b", text(any.request(1).next()));
    }

    @Test
    void higherPrioritiesComeFirstAndTheLowestComesInTime() throws Exception {
        for (int i = 0; i < 30; i++) {
            send("a-low", builder -> builder.priority(0));
        }
        send("b-high", builder -> builder.priority(9));
        Collected filtered = consume("a");
        assertEquals("a-low", text(filtered.request(1).next()));
        int low = 0;
        for (int i = 0; i < 40; i++) {
            send("a-high", builder -> builder.priority(9));
            parley.settle();
            String next = text(filtered.request(1).next());
            low += next.equals("a-low") ? 1 : 0;
        }
        assertTrue(low >= 4 && low <= 6, low + " of 40");
    }

    @Test
    void ofOneOrderingKeyTheFirstGoesFirstWhoeverWantsIt() throws Exception {
        send("b", builder -> builder.orderingKey("k"));
        send("a", builder -> builder.orderingKey("k"));
        send("a-other", builder -> builder.orderingKey("o"));
        Collected filtered = consume("a").request(5);
        assertEquals("a-other", text(filtered.next()));
        parley.settle();
        filtered.nothingMore();
        Delivery first = parley.consume("q").request(1).next();
        assertEquals("b", text(first));
        parley.settle();
        filtered.nothingMore();
        get(first.ack());
        assertEquals("a", text(filtered.next()));
    }

    @Test
    void wrongFiltersAreRefusedInWords() throws Exception {
        RefusedException wrong =
                assertInstanceOf(RefusedException.class, consume("").error());
        assertEquals(Reason.INVALID, wrong.reason());
        assertTrue(wrong.getMessage().contains("Position 1: expected a prefix"), wrong.getMessage());
        RefusedException session =
                assertThrows(RefusedException.class, () -> parley.service.consume(Address.session("s"), options("a")));
        assertEquals(Reason.INVALID, session.reason());
    }

    @Test
    void aFilterThatIsNotThereAtTheBeginningIsWaitedFor() throws Exception {
        parley.plugins.filters().remove(prefix);
        Collected good = consume("a").request(5);
        Collected wrong = consume("").request(5);
        send("b", "a");
        parley.settle();
        good.nothingMore();
        come();
        assertEquals("a", text(good.next()));
        assertEquals(
                Reason.INVALID,
                assertInstanceOf(RefusedException.class, wrong.error()).reason());
        wrong.nothingMore();
        parley.settle();
        assertEquals(1, parley.status().queues().get(0).consumers());
    }

    @Test
    void asTheActiveOneItLeavesNothingToOthers() throws Exception {
        parley.queues.configure("q", Settings.sharing(Sharing.SINGLE_ACTIVE));
        send("b", "a");
        Collected filtered = consume("a").request(5);
        assertEquals("a", text(filtered.next()));
        Collected next = parley.consume("q").request(5);
        parley.settle();
        next.nothingMore();
        filtered.cancel();
        assertEquals(List.of("b", "a"), next.next(2));
    }

    @Test
    void aTransactionAcknowledgesWhatItHas() throws Exception {
        send("b", "a");
        Delivery delivery = consume("a").request(1).next();
        get(parley.transactions
                .begin(Duration.ofSeconds(5))
                .acknowledge(delivery)
                .commit());
        assertEquals(1, parley.messaging.home("q").queues().get("q").size());
    }
}
