package io.parley.testkit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Atomicity;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.message.SendResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests, filters and many messages together, with the services put together as users have them. */
@Timeout(30)
class RequestsAndFiltersTest {

    private static final Address QUEUE = Address.queue("orders");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestParley parley = TestParley.start();

    @AfterEach
    void close() {
        parley.close();
    }

    /** Takes what comes. */
    private static final class Taken implements Flow.Subscriber<Delivery> {

        private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(100);
        }

        @Override
        public void onNext(Delivery delivery) {
            all.add(delivery);
        }

        @Override
        public void onError(Throwable failure) {
            all.add(failure);
        }

        @Override
        public void onComplete() {
            all.add("complete");
        }

        <T> T next(Class<T> type) throws InterruptedException {
            return assertInstanceOf(type, all.poll(10, TimeUnit.SECONDS));
        }
    }

    private Taken consume(ConsumeOptions options) {
        Taken taken = new Taken();
        parley.messages().consume(QUEUE, options).subscribe(taken);
        return taken;
    }

    private static Message order(String text, String region) {
        return Message.to(QUEUE).payload(text).header("region", region).build();
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes());
    }

    @Test
    void aSelectorChoosesAmongTheMessagesOfAQueue() throws Exception {
        List<Message> orders = List.of(order("a", "US"), order("b", "EU"), order("c", "US"), order("d", "EU"));
        List<SendResult> results = parley.messages()
                .sendAll(orders, Atomicity.ALL_OR_NONE)
                .toCompletableFuture()
                .get();
        assertTrue(results.stream().allMatch(SendResult.Sent.class::isInstance));
        Taken european = consume(ConsumeOptions.DEFAULT.matching(new FilterExpression("selector", "region = 'EU'")));
        assertEquals("b", text(european.next(Delivery.class).message()));
        assertEquals("d", text(european.next(Delivery.class).message()));
        Taken any = consume(ConsumeOptions.DEFAULT);
        assertEquals("a", text(any.next(Delivery.class).message()));
        assertEquals("c", text(any.next(Delivery.class).message()));
    }

    @Test
    void aWrongSelectorIsRefusedWithItsPositionAndWhatWasExpected() throws Exception {
        Taken wrong = consume(ConsumeOptions.DEFAULT.matching(new FilterExpression("selector", "region = ")));
        RefusedException why = wrong.next(RefusedException.class);
        assertEquals(Reason.INVALID, why.reason());
        assertTrue(why.getMessage().matches("(?s).*[Pp]osition 10.*expected.*"), why.getMessage());
    }

    @Test
    void aRequestIsAnsweredOrFailsInTime() throws Exception {
        Message question = Message.to(QUEUE).payload("how many?").build();
        CompletableFuture<Message> answer =
                parley.messages().request(question, MINUTE).toCompletableFuture();
        Taken asked = consume(ConsumeOptions.DEFAULT);
        Delivery delivery = asked.next(Delivery.class);
        parley.messages()
                .send(delivery.message().reply().payload("seven").build())
                .thenCompose(receipt -> delivery.ack());
        assertEquals("seven", text(answer.get(10, TimeUnit.SECONDS)));

        CompletableFuture<Message> none =
                parley.messages().request(question, MINUTE).toCompletableFuture();
        asked.next(Delivery.class);
        parley.advance(MINUTE);
        ExecutionException late = assertThrows(ExecutionException.class, () -> none.get(10, TimeUnit.SECONDS));
        assertInstanceOf(TimeoutException.class, late.getCause());
    }

    @Test
    void aRequestThatNobodyHearsFailsAtOnce() {
        Message question =
                Message.to(Address.topic("questions")).payload("anybody?").build();
        CompletableFuture<Message> answer =
                parley.messages().request(question, MINUTE).toCompletableFuture();
        ExecutionException unheard = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        assertEquals(
                Reason.NOT_FOUND,
                assertInstanceOf(RefusedException.class, unheard.getCause()).reason());
    }

    @Test
    void whatNobodyConsumesBecomesADeadLetterWhenItExpires() throws Exception {
        parley.configure("io.parley.queue~orders", Map.of("dead.letter", "dead", "expired", "dead-letter"));
        Message fleeting = Message.to(QUEUE)
                .payload("x")
                .expiresAt(parley.now().plus(MINUTE))
                .build();
        parley.messages().send(fleeting).toCompletableFuture().get(10, TimeUnit.SECONDS);
        parley.advance(MINUTE.dividedBy(2));
        assertEquals(0, dead());
        parley.advance(MINUTE);
        while (dead() == 0) {
            parley.settle();
        }
    }

    private int dead() throws Exception {
        parley.settle();
        try {
            return parley.queues()
                    .browse(Address.queue("dead"), any -> true, 10)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .size();
        } catch (ExecutionException e) {
            assertEquals(Reason.NOT_FOUND, ((RefusedException) e.getCause()).reason());
            return 0;
        }
    }
}
