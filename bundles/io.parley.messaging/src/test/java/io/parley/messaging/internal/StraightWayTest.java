package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.journal.Durability;
import io.parley.spi.metrics.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that come to a queue in memory without a batch, and acknowledgements that count at once. */
@Timeout(60)
class StraightWayTest {

    private static final Address QUEUE = Address.queue("q");
    private static final String LARGE = "x".repeat(StraightWay.LARGEST * StraightWay.PIECE);

    private final Fixture parley = new Fixture();

    @BeforeEach
    void inMemory() {
        limit(1_000_000);
        open();
    }

    @AfterEach
    void close() {
        parley.close();
    }

    private void limit(int messages) {
        parley.queues.configure("q", Settings.limit(messages, Overflow.REJECT, Durability.MEMORY));
    }

    /** The first message comes in a batch, and is gone when this returns. */
    private void open() {
        parley.send("q", "opens");
        Collected first = parley.consume("q");
        Delivery delivery = next(first);
        Fixture.get(delivery.ack());
        first.cancel();
        parley.settle();
    }

    private static Delivery next(Collected collected) {
        try {
            return collected.request(1).next();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletionStage<Receipt> send(String text) {
        return parley.service.send(Message.to(QUEUE).payload(text).build());
    }

    private boolean goesStraight(String text) {
        return send(text).toCompletableFuture().isDone();
    }

    private static Reason reason(CompletionStage<?> stage) {
        return assertThrows(RefusedException.class, () -> Fixture.get(stage)).reason();
    }

    @Test
    void aMessageIsAcceptedAtOnceAndCounted() throws Exception {
        CountDownLatch release = parley.holdUp("q");
        CompletionStage<Receipt> sent = send("m");
        assertTrue(sent.toCompletableFuture().isDone());
        assertEquals(Receipt.Outcome.HANDED_OVER, Fixture.get(sent).outcome());
        release.countDown();
        assertEquals("m", text(parley.consume("q").request(1).next()));
        double handedOver = parley.pipeline.metrics().stream()
                .filter(metric -> metric.name().equals("pipeline.accepted"))
                .flatMap(metric -> metric.readings().stream())
                .filter(reading -> "handed_over".equals(reading.labels().get("outcome")))
                .mapToDouble(Reading::sum)
                .sum();
        assertEquals(2, handedOver);
    }

    @Test
    void whatGoesStraightAndWhatComesInBatchesKeepsTheOrder() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Collected collected =
                parley.consume(QUEUE, new ConsumeOptions(Duration.ZERO)).request(Long.MAX_VALUE);
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            send(random.nextInt(20) == 0 ? i + " " + LARGE : i + " ");
        }
        for (int i = 0; i < count; i++) {
            String text = text(collected.next());
            assertEquals(i, Integer.parseInt(text.substring(0, text.indexOf(' '))), "seed " + seed);
        }
    }

    @Test
    void noMoreIsOnItsWayThanMayBe() throws Exception {
        CountDownLatch release = parley.holdUp("q");
        int straight = 0;
        while (straight <= StraightWay.MOST && goesStraight("m" + straight)) {
            straight++;
        }
        assertTrue(straight <= StraightWay.MOST, straight + " messages");
        assertFalse(goesStraight("m" + (straight + 1)), "what is behind one in a batch comes in a batch, too");
        release.countDown();
        Collected collected =
                parley.consume(QUEUE, new ConsumeOptions(Duration.ZERO)).request(Long.MAX_VALUE);
        for (int i = 0; i <= straight + 1; i++) {
            assertEquals("m" + i, text(collected.next()));
        }
        parley.settle();
        assertTrue(goesStraight("again"));
    }

    @Test
    void theLimitIsExactForWhoWaitsForEach() {
        limit(1_000);
        for (int i = 0; i < 1_000; i++) {
            Fixture.get(send("m" + i));
        }
        assertEquals(Reason.LIMIT, reason(send("one too many")));
    }

    private void hold(int messages) {
        for (int i = 0; i < messages; i++) {
            Fixture.get(send("m" + i));
        }
        parley.settle();
    }

    @Test
    void aChangedLimitCounts() {
        hold(100);
        limit(50);
        assertEquals(Reason.LIMIT, reason(send("one too many")));
    }

    @Test
    void aChangedLimitOfBytesCounts() {
        hold(100);
        parley.queues.configure("q", Settings.bytes(100, Overflow.REJECT).durability(Durability.MEMORY));
        assertEquals(Reason.LIMIT, reason(send("one too many")));
    }

    @Test
    void whatDroppedBeforeRefusesFromTheNextMessageOn() {
        parley.queues.configure("q", Settings.limit(1_000, Overflow.DROP_OLDEST, Durability.MEMORY));
        hold(100);
        assertTrue(goesStraight("m"));
        limit(50);
        assertEquals(Reason.LIMIT, reason(send("one too many")));
    }

    @Test
    void whatRefusedBeforeDropsFromTheNextMessageOn() throws Exception {
        hold(100);
        parley.queues.configure("q", Settings.limit(100, Overflow.DROP_OLDEST, Durability.MEMORY));
        Fixture.get(send("m100"));
        assertEquals("m1", text(parley.consume("q").request(1).next()));
        parley.queues.configure("q", Settings.limit(100, Overflow.DROP_NEWEST, Durability.MEMORY));
        Fixture.get(send("m101"));
        parley.settle();
        assertEquals(2, parley.status().queues().get(0).dropped());
    }

    @Test
    void aQueueThatIsForgottenGoesOnWithTheUsualLimit() {
        limit(50);
        hold(50);
        assertEquals(Reason.LIMIT, reason(send("one too many")));
        parley.queues.forget("q");
        assertEquals(Receipt.Outcome.HANDED_OVER, Fixture.get(send("m50")).outcome());
    }

    /** Here the queue's shard looks how full the queue is just while that changes what counts. */
    @Test
    void aLimitThatChangesWhileTheShardLooksCounts() throws Exception {
        hold(10);
        QueueState queue = parley.queues.all().iterator().next();
        StraightWay way = parley.queues.straightWay("q");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> looked = CompletableFuture.runAsync(
                () -> {
                    while (!over.get()) {
                        way.look(queue);
                    }
                },
                parley.engine.shards().of("q"));
        Message message = Message.to(QUEUE).payload("one too many").build();
        try {
            for (int round = 0; round < 1_000_000; round++) {
                limit(1_000_000);
                limit(1);
                assertFalse(way.take(message), "round " + round);
            }
        } finally {
            over.set(true);
            looked.join();
        }
    }

    @Test
    void anInterceptorIsAskedFromTheNextMessageOn() throws Exception {
        Interceptor shouts = (message, sender) -> CompletableFuture.completedStage(new Verdict.Pass(message.with()
                .payload(new String(message.payload().toBytes()).toUpperCase())
                .build()));
        send("quiet");
        parley.plugins.interceptors().add(List.of("shouts"), 0, 1, false, shouts);
        send("loud");
        assertEquals(List.of("quiet", "LOUD"), parley.consume("q").request(2).next(2));
    }

    @Test
    void nothingIsTakenForWhatIsGone() throws Exception {
        Message message = Message.to(QUEUE).payload("m").build();
        StraightWay before = parley.queues.straightWay("q");
        assertTrue(before.take(message));
        parley.restartMessaging(() -> {});
        assertFalse(before.take(message));
        open();
        assertTrue(parley.queues.straightWay("q").take(message));
        assertEquals("m", text(parley.consume("q").request(1).next()));
    }

    @Test
    void anAcknowledgementCountsAtOnceAndOnce() throws Exception {
        send("m");
        Delivery delivery = parley.consume("q").request(1).next();
        CountDownLatch release = parley.holdUp("q");
        assertTrue(delivery.ack().toCompletableFuture().isDone());
        CompletionStage<Void> second = delivery.ack();
        CompletionStage<Void> late = delivery.nack(Duration.ZERO);
        release.countDown();
        assertEquals(Reason.NOT_OWNED, reason(second));
        assertEquals(Reason.NOT_OWNED, reason(late));
        parley.settle();
        assertEquals(0, parley.status().queues().get(0).leased());
        assertEquals(2, parley.status().queues().get(0).out(), "with the one of the beginning");
    }

    @Test
    void anAcknowledgementBehindSomethingElseComesAfterIt() throws Exception {
        send("m");
        Collected collected = parley.consume("q").request(1);
        Delivery delivery = collected.next();
        CountDownLatch release = parley.holdUp("q");
        CompletionStage<Void> back = delivery.nack(Duration.ZERO);
        CompletionStage<Void> ack = delivery.ack();
        release.countDown();
        Fixture.get(back);
        assertEquals(Reason.NOT_OWNED, reason(ack));
        assertTrue(collected.request(1).next().redelivered());
    }

    @Test
    void aLeaseThatEndsDoesNotBringBackWhatIsAcknowledged() throws Exception {
        send("acknowledged");
        send("forgotten");
        Collected collected =
                parley.consume(QUEUE, new ConsumeOptions(Duration.ofSeconds(1))).request(2);
        Delivery acknowledged = collected.next();
        collected.next();
        CountDownLatch release = parley.holdUp("q");
        parley.timers.advance(Duration.ofSeconds(2));
        assertTrue(acknowledged.ack().toCompletableFuture().isDone());
        release.countDown();
        parley.settle();
        assertEquals("forgotten", text(collected.request(9).next()));
        parley.settle();
        assertNull(collected.poll());
    }

    @Test
    void whatIsAcknowledgedWhileItsConsumerLeavesIsNotDeliveredAgain() throws Exception {
        int count = 500;
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < count; i++) {
                send("m" + i);
            }
            Collected leaves =
                    parley.consume(QUEUE, new ConsumeOptions(Duration.ZERO)).request(count);
            List<Delivery> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(leaves.next());
            }
            Thread canceller = new Thread(leaves::cancel);
            canceller.start();
            List<CompletionStage<Void>> acks = new ArrayList<>();
            for (Delivery delivery : all) {
                acks.add(delivery.ack());
            }
            canceller.join();
            Set<String> rest = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if (acks.get(i)
                        .handle((done, refused) -> refused != null)
                        .toCompletableFuture()
                        .get()) {
                    rest.add("m" + i);
                }
            }
            Collected other =
                    parley.consume(QUEUE, new ConsumeOptions(Duration.ZERO)).request(count);
            for (int i = rest.size(); i > 0; i--) {
                Delivery again = other.next();
                assertTrue(rest.remove(text(again)), "acknowledged, and delivered again: " + text(again));
                Fixture.get(again.ack());
            }
            parley.settle();
            assertNull(other.poll());
            other.cancel();
            parley.settle();
        }
    }
}
