package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.messaging.internal.QueueSettings.Overflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages in memory that go to consumers that take them at most once, while much else happens to their queue. */
@Timeout(60)
class RelayOrderTest extends StraightQueue {

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
        while (queue().waiting() > 0) {
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
