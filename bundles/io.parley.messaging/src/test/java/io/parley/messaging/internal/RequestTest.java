package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
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
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestTest {

    private static final Address Q = Address.queue("questions");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Fixture parley = new Fixture();

    @AfterEach
    void close() {
        parley.close();
    }

    private CompletableFuture<Message> ask(Message message) {
        return parley.service.request(message, SECOND).toCompletableFuture();
    }

    private CompletableFuture<Message> ask(String text) {
        return ask(Message.to(Q).payload(text).build());
    }

    private Message asked() throws Exception {
        Delivery delivery = parley.consume(Q, ConsumeOptions.DEFAULT).request(1).next();
        get(delivery.ack());
        return delivery.message();
    }

    private Receipt.Outcome reply(Message message) {
        return get(parley.service.send(message)).outcome();
    }

    private static Throwable failure(CompletableFuture<Message> reply) {
        return assertThrows(CompletionException.class, reply::join).getCause();
    }

    private static RefusedException refusal(CompletableFuture<Message> reply) {
        return assertInstanceOf(RefusedException.class, failure(reply));
    }

    /** When all that was done is counted. */
    private double metric(String name, String outcome) {
        parley.settle();
        Metric found = parley.requests.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
        Map<String, Double> values = found.readings().stream()
                .map(Reading.Value.class::cast)
                .collect(Collectors.toMap(value -> value.labels().getOrDefault("outcome", ""), Reading.Value::value));
        return values.get(outcome);
    }

    @Test
    void aReplyReachesWhoAsked() throws Exception {
        CompletableFuture<Message> answer = ask("6 x 7");
        Message question = asked();
        assertEquals("6 x 7", text(question));
        assertEquals(
                Instant.ofEpochMilli(parley.timers.now()).plus(SECOND),
                question.expiresAt().orElseThrow());
        Message reply = question.reply().payload("42").build();
        assertEquals(question.id(), reply.causationId().orElseThrow());
        assertEquals(Receipt.Outcome.HANDED_OVER, reply(reply));
        assertEquals("42", text(get(answer)));
        assertEquals(1, metric("request.replies", "answered"));
        assertEquals(0, metric("request.open", ""));
        assertFalse(parley.messaging
                .home(reply.address().name())
                .queues()
                .containsKey(reply.address().name()));
    }

    @Test
    void keepsTheCorrelationIdAndTheExpiryThatItHas() throws Exception {
        Instant expiry = Instant.ofEpochMilli(parley.timers.now() + 7);
        CompletableFuture<Message> answer = ask(Message.to(Q)
                .payload("x")
                .correlationId("mine")
                .expiresAt(expiry)
                .build());
        Message question = asked();
        assertEquals("mine", question.correlationId().orElseThrow());
        assertEquals(expiry, question.expiresAt().orElseThrow());
        reply(question.reply().payload("y").build());
        assertEquals("mine", get(answer).correlationId().orElseThrow());
    }

    @Test
    void withoutReplyItFailsInTimeAndALateReplyIsDroppedAndCounted() throws Exception {
        CompletableFuture<Message> answer = ask("x");
        Message question = asked();
        parley.timers.advance(Duration.ofMillis(999));
        parley.settle();
        assertFalse(answer.isDone());
        parley.timers.advance(Duration.ofMillis(1));
        TimeoutException late = assertInstanceOf(TimeoutException.class, failure(answer));
        assertTrue(late.getMessage().contains("queue:questions within PT1S"), late.getMessage());
        assertEquals(
                Receipt.Outcome.UNHEARD,
                reply(question.reply().payload("too late").build()));
        assertEquals(1, metric("request.replies", "late"));
        assertEquals(1, metric("request.timeouts", ""));
        assertEquals(0, metric("request.open", ""));
    }

    @Test
    void aForeignReplyIsDroppedAndASecondOneIsLate() throws Exception {
        CompletableFuture<Message> answer = ask("x");
        Message question = asked();
        Message foreign =
                question.reply().correlationId("another").payload("no").build();
        assertEquals(Receipt.Outcome.UNHEARD, reply(foreign));
        assertFalse(answer.isDone());
        reply(question.reply().payload("first").build());
        assertEquals("first", text(get(answer)));
        assertEquals(
                Receipt.Outcome.UNHEARD,
                reply(question.reply().payload("second").build()));
        assertEquals(1, metric("request.replies", "foreign"));
        assertEquals(1, metric("request.replies", "late"));
    }

    @Test
    void aReplyInATransactionComesWithItsCommit() throws Exception {
        CompletableFuture<Message> answer = ask("x");
        Delivery delivery = parley.consume(Q, ConsumeOptions.DEFAULT).request(1).next();
        var transaction = parley.transactions
                .begin(SECOND)
                .acknowledge(delivery)
                .send(delivery.message().reply().payload("y").build());
        parley.settle();
        assertFalse(answer.isDone());
        get(transaction.commit());
        assertEquals("y", text(get(answer)));
    }

    @Test
    void thereAreNoMoreThanAreAllowedAndWhoGivesUpMakesRoom() {
        parley.requests.limit(2);
        CompletableFuture<Message> first = ask("1");
        ask("2");
        assertEquals(Reason.LIMIT, refusal(ask("3")).reason());
        parley.settle();
        int timers = parley.timers.pending();
        first.cancel(false);
        assertEquals(timers - 1, parley.timers.pending());
        assertFalse(ask("4").isDone());
        assertEquals(2, metric("request.open", ""));
    }

    @Test
    void whatIsRefusedOrHeardByNobodyFailsAtOnce() {
        assertEquals(
                Reason.NOT_FOUND,
                refusal(ask(Message.to(Address.route("nowhere")).payload("x").build()))
                        .reason());
        RefusedException unheard = refusal(
                ask(Message.to(Address.queue("$reply/gone")).payload("x").build()));
        assertEquals(Reason.NOT_FOUND, unheard.reason());
        assertTrue(unheard.getMessage().contains("Nobody is there to answer"), unheard.getMessage());
        Message withReplyTo = Message.to(Q).payload("x").replyTo(Q).build();
        assertEquals(Reason.INVALID, refusal(ask(withReplyTo)).reason());
        Message good = Message.to(Q).payload("x").build();
        assertEquals(
                Reason.INVALID,
                refusal(parley.service.request(good, Duration.ZERO).toCompletableFuture())
                        .reason());
        assertEquals(0, metric("request.open", ""));
    }

    @Test
    void nobodyElseGetsAtItsAddress() throws Exception {
        CompletableFuture<Message> answer = ask("x");
        Address address = asked().replyTo().orElseThrow();
        assertEquals(
                Reason.INVALID,
                assertThrows(RefusedException.class, () -> parley.service.consume(address, ConsumeOptions.DEFAULT))
                        .reason());
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(RefusedException.class, () -> get(parley.admin.browse(address, any -> true, 1)))
                        .reason());
        assertFalse(answer.isDone());
    }

    @Test
    void endsWithTheService() {
        CompletableFuture<Message> answer = ask("x");
        parley.requests.close();
        assertEquals(Reason.UNAVAILABLE, refusal(answer).reason());
    }

    @Test
    void aMessageThatAsksForNoReplyHasNone() {
        assertThrows(
                IllegalStateException.class,
                () -> Message.to(Q).payload("x").build().reply());
    }
}
