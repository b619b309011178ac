package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.messaging.internal.QueueSettings.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages in memory that go to a consumer as they come, since it takes them at most once. */
@Timeout(60)
class RelayTest extends StraightQueue {

    private void send(String text) {
        parley.service.send(Message.to(QUEUE).payload(text).build());
    }

    /** Has them all come to the shard at once. */
    private void together(Runnable sends) throws InterruptedException {
        CountDownLatch release = parley.holdUp("q");
        sends.run();
        release.countDown();
    }

    private static List<String> texts(int from, int below) {
        return IntStream.range(from, below).mapToObj(i -> "m" + i).toList();
    }

    @Test
    void whatComesGoesOnInOrderAndIsCounted() throws Exception {
        Collected consumer = consume().request(1_000);
        together(() -> texts(0, 600).forEach(this::send));
        List<Delivery> got = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            got.add(consumer.next());
        }
        assertEquals(texts(0, 600), got.stream().map(Collected::text).toList());
        assertEquals(1, got.get(0).attempt());
        assertTrue(got.get(0).ack().toCompletableFuture().isDone());
        parley.settle();
        assertEquals(601, queue().in());
        assertEquals(601, queue().out());
        assertEquals(0, queue().waiting());
        assertEquals(0, queue().leased());
    }

    @Test
    void whatThereIsNoCreditForWaitsAndStaysInOrder() throws Exception {
        Collected consumer = consume().request(100);
        together(() -> texts(0, 300).forEach(this::send));
        assertEquals(texts(0, 100), consumer.next(100));
        parley.settle();
        consumer.nothingMore();
        assertEquals(200, queue().waiting());
        together(() -> texts(300, 400).forEach(this::send));
        consumer.request(250);
        assertEquals(texts(100, 350), consumer.next(250));
        consumer.request(1_000);
        together(() -> texts(400, 500).forEach(this::send));
        assertEquals(texts(350, 500), consumer.next(150));
        parley.settle();
        assertEquals(0, queue().waiting());
    }

    @Test
    void whatIsOverIsDroppedAndTheOthersComeInOrder() throws Exception {
        Collected consumer = consume().request(100);
        together(() -> {
            send("m0");
            parley.service.send(Message.to(QUEUE)
                    .payload("late")
                    .expiresAtMillis(parley.timers.now() + 1_000)
                    .build());
            send("m1");
            parley.service.send(Message.to(QUEUE)
                    .payload("m2")
                    .expiresAtMillis(parley.timers.now() + 60_000)
                    .build());
            parley.timers.advance(Duration.ofSeconds(2));
        });
        assertEquals(texts(0, 3), consumer.next(3));
        parley.settle();
        assertEquals(1, queue().dropped());
    }

    @Test
    void severalTakeTurns() throws Exception {
        Collected one = consume().request(2);
        Collected other = consume().request(10);
        parley.settle();
        together(() -> texts(0, 8).forEach(this::send));
        assertEquals(2, one.next(2).size());
        assertEquals(6, other.next(6).size());
        parley.settle();
        one.nothingMore();
        other.nothingMore();
    }

    @Test
    void anotherThatAcknowledgesGetsItsTurns() throws Exception {
        Collected once = consume().request(10);
        Collected acknowledges = parley.consume("q").request(10);
        parley.settle();
        together(() -> texts(0, 8).forEach(this::send));
        assertEquals(4, once.next(4).size());
        assertEquals(4, acknowledges.next(4).size());
        parley.settle();
        assertEquals(4, queue().leased());
    }

    @Test
    void aPolicyThatDropsCountsBeforeAnybodyGetsIt() throws Exception {
        Collected consumer = consume().request(10);
        parley.settle();
        together(() -> {
            texts(0, 3).forEach(this::send);
            parley.queues.configure("q", Settings.inMemory(1, Overflow.DROP_NEWEST));
        });
        parley.settle();
        consumer.nothingMore();
        assertEquals(3, queue().dropped(), "each has more bytes than there may be");
    }

    @Test
    void whatComesWhileTheConsumerIsBusyIsHeldBackUntilItIsDone() throws Exception {
        Busy consumer = busy();
        texts(1, 4).forEach(this::send);
        parley.throughTheShard("q");
        assertEquals(2, queue().in(), "as before");
        consumer.goOn.countDown();
        assertEquals(texts(0, 4), consumer.next(4));
        parley.settle();
        assertEquals(5, queue().in());
        assertEquals(5, queue().out());
    }

    @Test
    void nothingIsHeldBackForLong() throws Exception {
        Busy consumer = busy();
        texts(1, 4).forEach(this::send);
        parley.throughTheShard("q");
        parley.timers.advance(Duration.ofMillis(1));
        parley.throughTheShard("q");
        assertEquals(2, queue().in(), "as before");
        parley.timers.advance(Duration.ofMillis(1));
        parley.throughTheShard("q");
        assertEquals(5, queue().in(), "whatever the consumer does");
        send("m4");
        consumer.goOn.countDown();
        assertEquals(texts(0, 5), consumer.next(5));
    }

    @Test
    void whatIsHeldBackIsAheadOfWhatComesInABatch() throws Exception {
        Busy consumer = busy();
        send("m1");
        parley.throughTheShard("q");
        // Returns when the queue has it.
        parley.send("q", "x".repeat(StraightWay.LARGEST * StraightWay.PIECE));
        assertEquals(4, queue().in());
        send("m3");
        consumer.goOn.countDown();
        List<String> got = consumer.next(4);
        assertEquals(texts(0, 2), got.subList(0, 2));
        assertEquals("m3", got.get(3));
    }

    /** A consumer that has {@code m0}, and is not done with it. */
    private Busy busy() throws InterruptedException {
        Busy consumer = new Busy();
        parley.service.consume(QUEUE, ONCE).subscribe(consumer);
        send("m0");
        consumer.began.await();
        parley.throughTheShard("q");
        return consumer;
    }

    /** Is busy with the first message until it is told to go on. */
    private static final class Busy implements Flow.Subscriber<Delivery> {

        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final BlockingQueue<String> got = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1_000);
        }

        @Override
        public void onNext(Delivery delivery) {
            got.add(text(delivery));
            began.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        List<String> next(int count) throws InterruptedException {
            List<String> texts = new ArrayList<>();
            while (texts.size() < count) {
                texts.add(got.take());
            }
            return texts;
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void onComplete() {
            throw new IllegalStateException("complete");
        }
    }
}
