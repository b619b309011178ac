package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.Receipt;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.transaction.Transaction;
import io.parley.spi.compressor.Compressor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue under random use, beside what it should have: messages with priorities and expiries are sent, taken, acknowledged, given back and
 * lost with their leases, alone and in transactions, with checkpoints, crashes and swaps of the queue's compressor in between.
 */
@Timeout(300)
class QueueModelTest {

    /** {@code -Dparley.models} says how many. */
    private static final int RUNS = Integer.getInteger("parley.models", Boolean.getBoolean("parley.soak") ? 3_000 : 60);

    private static final int STEPS = 150;
    private static final Address Q = Address.queue("q");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final int USUAL_PRIORITY = 4;

    /**
     * What a message is to be.
     *
     * @param expiresAt milliseconds since 1970
     */
    private record Sent(String text, int priority, long expiresAt) {}

    /** Each instance is another version of the plug-in. */
    private static final class Flipped implements Compressor {

        @Override
        public Payload compress(Payload payload) {
            byte[] bytes = payload.toBytes();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ~bytes[i];
            }
            return Payload.wrap(ByteBuffer.wrap(bytes));
        }

        @Override
        public Payload decompress(Payload payload, long maxSize) {
            return compress(payload);
        }
    }

    private final List<String> said = new ArrayList<>();
    private Fixture parley;
    private Collected consumer;

    /** Takes messages at most once. */
    private Collected once;

    private Compressor compressor;
    private boolean compressed;
    private boolean plain;
    private int sent;
    private int swaps;

    /** All that is neither acknowledged nor expired, by its number. */
    private final TreeMap<Integer, Sent> there = new TreeMap<>();

    private final TreeMap<Integer, Delivery> taken = new TreeMap<>();

    /** Deliveries that are the consumer's no longer. */
    private final List<Delivery> over = new ArrayList<>();

    private final Set<Integer> seen = new HashSet<>();

    @Test
    void nothingIsLostAndNothingComesBackWhateverHappensInBetween() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            long seed = Long.getLong("parley.model.seed", new Random().nextLong());
            try {
                use(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + said + ": " + e.getMessage(), e);
            }
        }
    }

    private void use(Random random) throws Exception {
        parley = new Fixture(
                random.nextBoolean() ? 1 << 20 : 100,
                random.nextBoolean() ? Residence.DEFAULT : new Residence(1 + random.nextInt(6), random.nextInt(4)));
        compressed = random.nextBoolean();
        plain = random.nextInt(3) == 0;
        said.clear();
        there.clear();
        seen.clear();
        sent = 0;
        compressor = new Flipped();
        parley.plugins.compressors().add(List.of("flipped"), 0, 1, true, compressor);
        begin();
        try {
            for (int i = 0; i < STEPS; i++) {
                step(random);
            }
            crash();
            for (prune(); taken.size() < there.size(); prune()) {
                take();
            }
            parley.settle();
            consumer.request(1).nothingMore();
        } finally {
            parley.close();
        }
    }

    private void begin() {
        if (compressed) {
            parley.queues.configure("q", Settings.compressed("flipped"));
        }
        consumer = parley.consume(Q, new ConsumeOptions(LEASE));
        once = parley.consume(Q, new ConsumeOptions(LEASE).takingAtMostOnce());
        taken.clear();
        over.clear();
    }

    private void crash() {
        said.add("crash");
        parley.crash();
        begin();
    }

    private void step(Random random) throws Exception {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> send(random);
            case 4, 5, 6 -> take();
            case 7, 8 -> acknowledge(random);
            case 9 -> giveBack(random);
            case 10 -> {
                said.add("checkpoint");
                parley.engine.checkpoint();
            }
            case 11, 12 -> pass(Duration.ofSeconds(1 + random.nextInt(6)));
            case 13, 14 -> transaction(random);
            case 15 -> swap(random);
            case 16 -> tooLate(random);
            case 17, 18 -> takeOnce();
            default -> {
                if (random.nextInt(4) == 0) {
                    crash();
                }
            }
        }
    }

    /** The next message; it counts once it is accepted. */
    private Message next(Random random, int number) {
        long expiresAt =
                random.nextInt(4) > 0 ? Long.MAX_VALUE : parley.timers.now() + 1_000 * (1 + random.nextInt(20));
        Sent message =
                new Sent("m" + number, plain || random.nextBoolean() ? USUAL_PRIORITY : random.nextInt(10), expiresAt);
        said.add("send " + number + (message.priority == USUAL_PRIORITY ? "" : " at " + message.priority)
                + (expiresAt == Long.MAX_VALUE ? "" : " until " + expiresAt));
        there.put(number, message);
        var built = Message.to(Q).payload(message.text).priority(message.priority);
        return (expiresAt == Long.MAX_VALUE ? built : built.expiresAtMillis(expiresAt)).build();
    }

    private void send(Random random) {
        parley.send(next(random, sent));
        sent++;
    }

    /** What has expired while nobody has it is gone. */
    private void prune() {
        long now = parley.timers.now();
        there.entrySet().removeIf(each -> !taken.containsKey(each.getKey()) && each.getValue().expiresAt <= now);
    }

    private void take() throws Exception {
        Delivery delivery = next(consumer);
        if (delivery != null) {
            taken.put(number(delivery), delivery);
        }
    }

    /** It is done with then, and never comes back. */
    private void takeOnce() throws Exception {
        Delivery delivery = next(once);
        if (delivery != null) {
            there.remove(number(delivery));
            get(delivery.ack());
            RefusedException why = assertThrows(RefusedException.class, () -> get(delivery.nack(Duration.ZERO)));
            assertEquals(Reason.NOT_OWNED, why.reason());
        }
    }

    private static int number(Delivery delivery) {
        return Integer.parseInt(Collected.text(delivery).substring(1));
    }

    /** The first of the highest priority, or the oldest of all: so none waits for ever. Null where nothing waits. */
    private Delivery next(Collected taker) throws Exception {
        prune();
        Integer oldest = null;
        Integer first = null;
        for (Map.Entry<Integer, Sent> each : there.entrySet()) {
            if (!taken.containsKey(each.getKey())) {
                oldest = oldest == null ? each.getKey() : oldest;
                first = first == null || each.getValue().priority > there.get(first).priority ? each.getKey() : first;
            }
        }
        if (oldest == null) {
            return null;
        }
        Delivery delivery = taker.request(1).next();
        int number = number(delivery);
        said.add((taker == once ? "take once " : "take ") + number);
        assertTrue(number == oldest || number == first, () -> number + " came");
        assertTrue(delivery.redelivered() || !seen.contains(number), () -> number + " was there before");
        seen.add(number);
        return delivery;
    }

    private int any(Random random) {
        return List.copyOf(taken.keySet()).get(random.nextInt(taken.size()));
    }

    private void acknowledge(Random random) {
        if (!taken.isEmpty()) {
            int one = any(random);
            said.add("ack " + one);
            done(one, () -> get(taken.get(one).ack()));
        }
    }

    private void done(int number, Runnable how) {
        how.run();
        over.add(taken.remove(number));
        there.remove(number);
    }

    private void giveBack(Random random) {
        if (!taken.isEmpty()) {
            int one = any(random);
            said.add("nack " + one);
            Delivery delivery = taken.remove(one);
            get(delivery.nack(Duration.ZERO));
            over.add(delivery);
        }
    }

    /** Time ends leases, and what has an expiry. */
    private void pass(Duration time) {
        parley.settle();
        parley.timers.advance(time);
        parley.settle();
        said.add("now " + parley.timers.now());
        taken.entrySet().removeIf(each -> {
            boolean lost = each.getValue().leaseUntil().toEpochMilli() <= parley.timers.now();
            if (lost) {
                said.add("lost " + each.getKey());
                over.add(each.getValue());
            }
            return lost;
        });
    }

    /** What is not the consumer's any more cannot be acknowledged, alone or with other things. */
    private void tooLate(Random random) {
        if (!over.isEmpty()) {
            Delivery delivery = over.get(random.nextInt(over.size()));
            said.add("too late for " + Collected.text(delivery));
            boolean alone = random.nextBoolean();
            RefusedException why = assertThrows(
                    RefusedException.class,
                    () -> get(
                            alone
                                    ? delivery.ack()
                                    : begun(delivery).send(never()).commit()));
            assertEquals(Reason.NOT_OWNED, why.reason());
        }
    }

    private static Message never() {
        return Message.to(Q).payload("m-1").build();
    }

    private Transaction begun(Delivery delivery) {
        return parley.transactions.begin(Duration.ofSeconds(30)).acknowledge(delivery);
    }

    /** Acknowledges one and sends others, or does not. */
    private void transaction(Random random) {
        if (taken.isEmpty()) {
            return;
        }
        int one = any(random);
        if (random.nextInt(4) == 0) {
            said.add("roll back " + one);
            begun(taken.get(one)).send(never()).rollback();
            return;
        }
        said.add("commit " + one);
        Transaction transaction = begun(taken.get(one));
        int more = random.nextInt(3);
        for (int i = 0; i < more; i++) {
            transaction.send(next(random, sent + i));
        }
        done(one, () -> get(transaction.commit()));
        sent += more;
        parley.settle();
    }

    /** The compressor's bundle is replaced; what is sent meanwhile waits for the next version. */
    private void swap(Random random) {
        said.add("swap");
        parley.plugins.compressors().remove(compressor);
        CompletionStage<Receipt> waits = null;
        if (random.nextBoolean()) {
            waits = parley.service.send(next(random, sent++));
        }
        compressor = new Flipped();
        parley.plugins.compressors().add(List.of("flipped"), 0, 2 + swaps++, true, compressor);
        if (waits != null) {
            get(waits);
            parley.settle();
        }
    }
}
