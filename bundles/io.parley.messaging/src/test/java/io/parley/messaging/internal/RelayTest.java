package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.spi.journal.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages in memory that go to a consumer as they come, since it takes them at most once. */
@Timeout(60)
class RelayTest {

    private static final Address QUEUE = Address.queue("q");
    private static final ConsumeOptions ONCE = new ConsumeOptions(Duration.ZERO).takingAtMostOnce();

    private final Fixture parley = new Fixture();

    @BeforeEach
    void open() throws Exception {
        limit(1_000_000, Overflow.REJECT);
        // The first one comes in a batch, and opens the straight way.
        parley.send("q", "opens");
        Collected first = consume().request(1);
        assertEquals("opens", text(first.next()));
        first.cancel();
        parley.settle();
    }

    @AfterEach
    void close() {
        parley.close();
    }

    private void limit(int messages, Overflow overflow) {
        parley.queues.configure("q", Settings.limit(messages, overflow, Durability.MEMORY));
    }

    private Collected consume() {
        return parley.consume(QUEUE, ONCE);
    }

    private void send(String text) {
        parley.service.send(Message.to(QUEUE).payload(text).build());
    }

    private MessagingStatus.Queue queue() {
        return parley.status().queues().get(0);
    }

    /** Has them all come to the shard at once. */
    private void together(Runnable sends) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        parley.engine.shards().of("q").execute(() -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
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
        throughTheShard();
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
        throughTheShard();
        parley.timers.advance(Duration.ofMillis(1));
        throughTheShard();
        assertEquals(2, queue().in(), "as before");
        parley.timers.advance(Duration.ofMillis(1));
        throughTheShard();
        assertEquals(5, queue().in(), "whatever the consumer does");
        send("m4");
        consumer.goOn.countDown();
        assertEquals(texts(0, 5), consumer.next(5));
    }

    @Test
    void whatIsHeldBackIsAheadOfWhatComesInABatch() throws Exception {
        Busy consumer = busy();
        send("m1");
        throughTheShard();
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
        throughTheShard();
        return consumer;
    }

    /** Returns when the shard has done what it was told before. */
    private void throughTheShard() {
        Fixture.get(CompletableFuture.runAsync(() -> {}, parley.engine.shards().of("q")));
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

    /**
     * Several senders, while consumers with and without acknowledgements come and go, credit runs out, and the queue is set up in other ways: each
     * sender's messages come in their order to whoever gets them, once at most, and all of them where nobody leaves with some of them.
     */
    @Test
    void eachSendersOrderIsKeptWhateverHappens() throws Exception {
        long seed = System.nanoTime();
        int senders = 3;
        int each = 15_000;
        Seen seen = new Seen(senders, each, seed);
        AtomicInteger running = new AtomicInteger(senders);
        Thread[] threads = new Thread[senders];
        for (int i = 0; i < senders; i++) {
            int sender = i;
            threads[i] = new Thread(() -> {
                Random random = new Random(seed + sender);
                for (int number = 0; number < each; number++) {
                    var message = Message.to(QUEUE).payload(sender + " " + number);
                    if (random.nextInt(50) == 0) {
                        message.expiresAtMillis(parley.timers.now() + 1_000_000);
                    } else if (random.nextInt(100) == 0) {
                        message.orderingKey("k" + sender);
                    } else if (random.nextInt(200) == 0) {
                        message.payload(
                                sender + " " + number + " " + "x".repeat(StraightWay.LARGEST * StraightWay.PIECE));
                    }
                    parley.service.send(message.build());
                }
                running.decrementAndGet();
            });
        }
        Random random = new Random(seed);
        Once consumer = new Once(seen, 1 + random.nextInt(64));
        parley.service.consume(QUEUE, ONCE).subscribe(consumer);
        for (Thread thread : threads) {
            thread.start();
        }
        while (running.get() > 0) {
            limit(500_000 + random.nextInt(500_000), random.nextBoolean() ? Overflow.REJECT : Overflow.DROP_OLDEST);
            if (random.nextInt(3) == 0) {
                consumer.end();
                consumer = new Once(seen, 1 + random.nextInt(2_000));
                parley.service.consume(QUEUE, ONCE).subscribe(consumer);
            }
            Thread.yield();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // The last one has nobody beside it, and gets whatever waits.
        Once last = consumer;
        while (parley.status().queues().get(0).waiting() > 0) {
            Thread.onSpinWait();
        }
        parley.settle();
        last.end();
        assertEquals(List.of(), seen.wrong());
        assertTrue(seen.count() > 0);
        assertEquals(3L * each + 1, queue().in());
        assertEquals(queue().in(), queue().out());
    }

    /** What came, to whoever was there. */
    private static final class Seen {

        private final BitSet[] came;
        private final int[] last;
        private final List<String> wrong = new ArrayList<>();
        private final long seed;

        Seen(int senders, int each, long seed) {
            this.came = new BitSet[senders];
            this.last = new int[senders];
            this.seed = seed;
            Arrays.setAll(came, i -> new BitSet(each));
            Arrays.fill(last, -1);
        }

        synchronized void add(String text) {
            String[] parts = text.split(" ");
            int sender = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]);
            if (came[sender].get(number) || number < last[sender]) {
                wrong.add(number + " of " + sender + " behind " + last[sender] + ", seed " + seed);
            }
            came[sender].set(number);
            last[sender] = number;
        }

        synchronized List<String> wrong() {
            return wrong.stream().limit(5).toList();
        }

        synchronized int count() {
            return Arrays.stream(came).mapToInt(BitSet::cardinality).sum();
        }
    }

    /** Has little credit, and asks for more when it is used up. */
    private static final class Once implements Flow.Subscriber<Delivery> {

        private final Seen seen;
        private final int credit;
        private Flow.Subscription subscription;
        private boolean ended;
        private int used;

        Once(Seen seen, int credit) {
            this.seen = seen;
            this.credit = credit;
        }

        /** From now on it sees nothing; what one consumer has is behind what another one got before it. */
        synchronized void end() {
            ended = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public synchronized void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (ended) {
                given.cancel();
            } else {
                given.request(credit);
            }
        }

        @Override
        public synchronized void onNext(Delivery delivery) {
            if (!ended) {
                seen.add(text(delivery));
                if (++used == credit) {
                    used = 0;
                    subscription.request(credit);
                }
            }
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
