package io.parley.messaging.internal;

import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue with everything that it can do under random use, beside a model that says what it may deliver: priorities, ordering keys,
 * expiry, delays, leases that end, attempts that are used up, transactions, checkpoints and crashes.
 */
@Timeout(1_200)
class QueueRulesTest {

    private static final int RUNS = Boolean.getBoolean("parley.soak") ? 5_000 : 120;
    private static final int STEPS = 120;
    private static final int ATTEMPTS = 4;
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Address Q = Address.queue("q");
    private static final Address OUT = Address.queue("out");
    private static final Address DEAD = Address.queue("dead");

    /** What the model knows of one message that is not done. */
    private static final class Known {

        private final int number;
        private final int priority;
        private final String key;
        private final long expiresAt;

        /** Null unless the consumer has it. */
        private Delivery delivery;

        /** Not delivered before that. */
        private long notBefore;

        /** Attempts that are known; there may be more. */
        private int attempts;

        Known(int number, int priority, String key, long expiresAt) {
            this.number = number;
            this.priority = priority;
            this.key = key;
            this.expiresAt = expiresAt;
        }
    }

    private final List<String> said = new ArrayList<>();
    private Fixture parley;
    private Collected consumer;
    private Random random;
    private TreeMap<Integer, Known> there;
    private TreeSet<Integer> out;
    private TreeSet<Integer> dead;
    private int sent;

    /** Whether nobody knows how often a message was delivered before. */
    private boolean crashed;

    @Test
    void whateverIsDoneTheQueueKeepsItsRules() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            long seed = new Random().nextLong();
            try {
                use(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + said + ": " + e.getMessage(), e);
            }
        }
    }

    private void use(Random with) throws Exception {
        random = with;
        parley = new Fixture(
                random.nextBoolean() ? 1 << 20 : 100,
                random.nextBoolean() ? Residence.DEFAULT : new Residence(1 + random.nextInt(6), random.nextInt(4)));
        parley.queues.configure(
                "q", Settings.redelivery(new Redelivery(ATTEMPTS, 0, 1, 0, 0, Optional.of("dead"), false)));
        said.clear();
        there = new TreeMap<>();
        out = new TreeSet<>();
        dead = new TreeSet<>();
        sent = 0;
        crashed = false;
        begin();
        try {
            boolean alike = random.nextInt(4) == 0;
            for (int i = 0; i < STEPS; i++) {
                step(alike);
            }
            end();
        } finally {
            parley.close();
        }
    }

    private void begin() {
        consumer = new Collected();
        parley.service.consume(Q, new ConsumeOptions(LEASE)).subscribe(consumer);
        there.values().forEach(known -> {
            known.delivery = null;
            known.notBefore = 0;
        });
    }

    private void step(boolean alike) throws Exception {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> send(alike);
            case 5, 6, 7, 8 -> take();
            case 9, 10 -> acknowledge();
            case 11 -> giveBack();
            case 12 -> moveOn();
            case 13 -> checkpoint();
            case 14 -> {
                if (random.nextInt(3) == 0) {
                    pass(LEASE);
                }
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    crash();
                }
            }
        }
    }

    private void send(boolean alike) {
        int priority = alike || random.nextInt(3) > 0 ? Message.DEFAULT_PRIORITY : random.nextInt(10);
        String key = alike || random.nextInt(3) > 0 ? "" : "k" + random.nextInt(3);
        long expiresAt = random.nextInt(8) == 0 ? now() + 1 + random.nextInt(90_000) : 0;
        said.add("send " + sent + (priority == Message.DEFAULT_PRIORITY ? "" : " p" + priority) + " " + key
                + (expiresAt == 0 ? "" : " expires " + expiresAt));
        MessageBuilder message = Message.to(Q).payload("" + sent).priority(priority);
        if (!key.isEmpty()) {
            message.orderingKey(key);
        }
        if (expiresAt != 0) {
            message.expiresAtMillis(expiresAt);
        }
        get(parley.service.send(message.build()));
        there.put(sent, new Known(sent++, priority, key, expiresAt));
    }

    private long now() {
        return parley.timers.now();
    }

    private Stream<Known> free() {
        return there.values().stream()
                .filter(known -> known.delivery == null && known.notBefore <= now() && !expired(known));
    }

    private boolean expired(Known known) {
        return known.expiresAt != 0 && known.expiresAt <= now();
    }

    /** Whether nothing of its key is before it, or out. */
    private boolean firstOfKey(Known known) {
        return known.key.isEmpty()
                || there.values().stream()
                        .noneMatch(other -> other != known
                                && other.key.equals(known.key)
                                && (other.delivery != null || other.number < known.number && !expired(other)));
    }

    private void take() throws Exception {
        List<Known> eligible = free().filter(this::firstOfKey).toList();
        parley.settle();
        consumer.request(1);
        if (eligible.isEmpty()) {
            // What comes next uses the credit up.
            send(true);
            eligible = List.of(there.lastEntry().getValue());
        }
        Delivery delivery = consumer.next();
        int number = Integer.parseInt(Collected.text(delivery));
        said.add("take " + number);
        Known known = there.get(number);
        assertNotNull(known, number + " is done already");
        assertNull(known.delivery, number + " is with the consumer already");
        assertTrue(eligible.contains(known), number + " was not to come now");
        List<Known> certain =
                eligible.stream().filter(other -> !behindExpired(other)).toList();
        // Each eighth time the oldest of all goes first.
        if (!certain.isEmpty() && known.number > certain.get(0).number) {
            for (Known other : certain) {
                boolean before = ranks(other, known) || ranks(other) == ranks(known) && other.number < known.number;
                assertFalse(before && other != known, other.number + " was to come before " + number);
            }
        }
        known.attempts++;
        if (crashed) {
            assertTrue(delivery.attempt() >= 1);
            known.attempts = delivery.attempt();
        }
        assertEquals(known.attempts, delivery.attempt(), "attempts of " + number);
        known.delivery = delivery;
    }

    /** It waits until the end of what expired before it is on the journal. */
    private boolean behindExpired(Known known) {
        return !known.key.isEmpty()
                && there.values().stream().anyMatch(other -> other.key.equals(known.key) && expired(other));
    }

    /** An ordering key counts more than a priority. */
    private static int ranks(Known known) {
        return known.key.isEmpty() ? known.priority : Message.DEFAULT_PRIORITY;
    }

    private static boolean ranks(Known higher, Known than) {
        return ranks(higher) > ranks(than);
    }

    private Known anyTaken() {
        List<Known> taken =
                there.values().stream().filter(known -> known.delivery != null).toList();
        return taken.isEmpty() ? null : taken.get(random.nextInt(taken.size()));
    }

    private void acknowledge() {
        Known known = anyTaken();
        if (known != null) {
            said.add("ack " + known.number);
            get(known.delivery.ack());
            there.remove(known.number);
        }
    }

    private void giveBack() {
        Known known = anyTaken();
        if (known != null) {
            long delay = random.nextBoolean() ? 0 : random.nextInt(90_000);
            said.add("nack " + known.number + " for " + delay);
            get(known.delivery.nack(Duration.ofMillis(delay)));
            failed(known, delay);
        }
    }

    private void failed(Known known, long delay) {
        known.delivery = null;
        known.notBefore = now() + delay;
        if (known.attempts >= ATTEMPTS) {
            there.remove(known.number);
            dead.add(known.number);
        }
    }

    private void moveOn() {
        Known known = anyTaken();
        if (known != null) {
            said.add("move " + known.number);
            get(parley.transactions
                    .begin(Duration.ofSeconds(30))
                    .acknowledge(known.delivery)
                    .send(Message.to(OUT).payload("" + known.number).build())
                    .commit());
            there.remove(known.number);
            out.add(known.number);
        }
    }

    private void checkpoint() {
        said.add("checkpoint");
        parley.engine.checkpoint();
    }

    private void pass(Duration time) {
        said.add("time passes");
        parley.settle();
        parley.timers.advance(time);
        parley.settle();
        List.copyOf(there.values()).stream()
                .filter(known -> known.delivery != null)
                .forEach(known -> failed(known, 0));
    }

    private void crash() {
        said.add("crash");
        parley.settle();
        parley.crash();
        crashed = true;
        begin();
    }

    /** Whatever is left is delivered, to be done with, each once. */
    private void end() throws Exception {
        pass(Duration.ofDays(1));
        said.add("end");
        for (long left = free().count(); left > 0; left--) {
            take();
            there.values().removeIf(known -> {
                if (known.delivery == null) {
                    return false;
                }
                get(known.delivery.ack());
                return true;
            });
        }
        parley.settle();
        consumer.request(1).nothingMore();
        while (parley.messaging.home("q").queues().get("q").backlog().size() > 0) {
            parley.settle();
        }
        parley.crash();
        parley.settle();
        assertEquals(0, parley.messaging.home("q").queues().get("q").backlog().size());
        assertEquals(out, numbers(OUT));
        assertEquals(dead, numbers(DEAD));
    }

    private TreeSet<Integer> numbers(Address queue) {
        parley.consume(queue.name()).cancel();
        TreeSet<Integer> numbers = new TreeSet<>();
        for (Message message : get(parley.admin.browse(queue, all -> true, 10_000))) {
            String text = Collected.text(message);
            assertTrue(numbers.add(Integer.valueOf(text)), text + " is there twice");
        }
        return numbers;
    }
}
