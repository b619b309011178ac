package io.parley.messaging.internal;

import static io.parley.messaging.internal.Collected.text;
import static io.parley.messaging.internal.Fixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.ConsumeOptions;
import io.parley.api.message.Delivery;
import io.parley.api.message.FilterExpression;
import io.parley.api.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers that have a filter, of queues that are longer than what of them may be in memory. */
@Timeout(60)
class FilteredLongQueueTest {

    private static final Address Q = Address.queue("q");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Residence FEW = new Residence(20, 10);

    private final Fixture parley = new Fixture(1, FEW);

    FilteredLongQueueTest() {
        parley.plugins
                .filters()
                .add(
                        List.of("ends"),
                        0,
                        1,
                        true,
                        expression -> message -> text(message).endsWith(expression));
    }

    @AfterEach
    void stop() {
        parley.close();
    }

    private Collected consume(String end) {
        return parley.consume(Q, new ConsumeOptions(LEASE).matching(new FilterExpression("ends", end)));
    }

    private void fill(int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            parley.send("q", "m" + i);
        }
        checkpoint();
    }

    private void checkpoint() throws Exception {
        parley.engine.checkpoint();
        parley.settle();
    }

    private static List<String> texts(int from, int to, int step) {
        return IntStream.range(0, (to - from + step - 1) / step)
                .mapToObj(i -> "m" + (from + i * step))
                .toList();
    }

    private Backlog backlog() {
        return parley.messaging.home("q").queues().get("q").backlog();
    }

    @Test
    void findsWhatMatchesInWhatTheViewAloneHasAndLeavesItThere() throws Exception {
        fill(0, 2_000);
        Collected filtered = consume("7").request(1_000);
        List<Delivery> all = new ArrayList<>();
        for (String expected : texts(7, 2_000, 10)) {
            Delivery delivery = filtered.next();
            assertEquals(expected, text(delivery));
            all.add(delivery);
        }
        checkpoint();
        assertTrue(
                backlog().residents().size() <= FEW.most() + ColdEntries.PAGE,
                () -> backlog().residents().size() + " are in memory");
        for (Delivery delivery : all) {
            get(delivery.ack());
        }
        checkpoint();
        assertEquals(1_800, backlog().size());
        parley.crash();
        List<String> rest =
                texts(0, 2_000, 1).stream().filter(text -> !text.endsWith("7")).toList();
        assertEquals(rest, parley.consume("q").request(2_000).next(1_800));
    }

    @Test
    void whatComesBackFromItIsFoundAgain() throws Exception {
        fill(0, 500);
        Collected filtered = consume("9").request(50);
        for (int i = 0; i < 50; i++) {
            get(filtered.next().nack(Duration.ofSeconds(5)));
        }
        checkpoint();
        parley.settle();
        filtered.nothingMore();
        filtered.request(50);
        parley.timers.advance(Duration.ofSeconds(5));
        for (String expected : texts(9, 500, 10)) {
            Delivery delivery = filtered.next();
            assertEquals(expected, text(delivery));
            assertEquals(2, delivery.attempt());
        }
        parley.timers.advance(LEASE);
        parley.timers.advance(LEASE);
        parley.settle();
        Collected any = parley.consume("q").request(500);
        assertEquals(texts(0, 500, 1), any.next(500));
    }

    @Test
    void whatWasInMemoryWhenItWasTakenMayBeLeftToTheView() throws Exception {
        for (int i = 0; i < 300; i++) {
            parley.send("q", "m" + i);
        }
        Collected filtered = consume("5").request(30);
        List<Delivery> taken = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            taken.add(filtered.next());
        }
        checkpoint();
        assertTrue(
                backlog().residents().size() <= FEW.most(),
                () -> backlog().residents().size() + " are in memory");
        get(taken.get(0).nack(Duration.ofSeconds(1)));
        for (Delivery delivery : taken.subList(1, 30)) {
            get(delivery.ack());
        }
        parley.timers.advance(Duration.ofSeconds(1));
        assertEquals("m5", text(filtered.request(1).next()));
        assertEquals(271, backlog().size());
    }

    /** Random operations: each message is acknowledged once, by a consumer that wants it, and those of one filter are not lost. */
    @Test
    void nothingIsLostOrDoubledWhateverHappens() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            try (Fixture host = new Fixture(1, FEW)) {
                new Chaos(host, new Random(seed)).run("seed " + seed);
            }
        }
    }

    private static final class Chaos {

        private final Fixture host;
        private final Random random;
        private final Set<String> waiting = new TreeSet<>();
        private final List<Collected> consumers = new ArrayList<>();
        private final List<String> filters = List.of("1", "3", "1", "");
        private final List<List<Delivery>> held = new ArrayList<>();
        private int sent;

        Chaos(Fixture host, Random random) {
            this.host = host;
            this.random = random;
            host.plugins
                    .filters()
                    .add(
                            List.of("ends"),
                            0,
                            1,
                            true,
                            expression -> message -> text(message).endsWith(expression));
        }

        void run(String what) throws Exception {
            begin();
            for (int step = 0; step < 150; step++) {
                step(what);
            }
            host.crash();
            Collected last = host.consume("q").request(10_000);
            Set<String> rest = new TreeSet<>(last.next(waiting.size()));
            host.settle();
            last.nothingMore();
            assertEquals(waiting, rest, what);
        }

        private void begin() {
            consumers.clear();
            held.clear();
            for (String filter : filters) {
                ConsumeOptions options = new ConsumeOptions(Duration.ZERO);
                consumers.add(host.consume(
                        Q, filter.isEmpty() ? options : options.matching(new FilterExpression("ends", filter))));
                held.add(new ArrayList<>());
            }
        }

        private void step(String what) throws Exception {
            int who = random.nextInt(consumers.size());
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    for (int i = random.nextInt(40); i >= 0; i--) {
                        String text = "m" + sent++;
                        Message.to(Q);
                        host.send("q", text);
                        waiting.add(text);
                    }
                }
                case 3 ->
                    consumers
                            .get(who)
                            .request(1 + random.nextInt(filters.get(who).isEmpty() ? 3 : 20));
                case 4, 5, 6 -> finish(who, what);
                case 7 -> {
                    host.engine.checkpoint();
                    host.settle();
                }
                case 8 -> host.timers.advance(Duration.ofMillis(random.nextInt(200)));
                default -> {
                    if (random.nextInt(8) == 0) {
                        host.crash();
                        begin();
                    } else if (random.nextInt(3) == 0) {
                        consumers.get(who).cancel();
                        held.get(who).clear();
                        String filter = filters.get(who);
                        ConsumeOptions options = new ConsumeOptions(Duration.ZERO);
                        consumers.set(
                                who,
                                host.consume(
                                        Q,
                                        filter.isEmpty()
                                                ? options
                                                : options.matching(new FilterExpression("ends", filter))));
                    }
                }
            }
        }

        private void finish(int who, String what) throws Exception {
            host.settle();
            for (Delivery next; (next = consumers.get(who).poll()) != null; ) {
                held.get(who).add(next);
            }
            for (Delivery delivery : held.get(who)) {
                String text = text(delivery);
                assertTrue(text.endsWith(filters.get(who)), what + ": " + text);
                if (random.nextInt(3) == 0) {
                    get(delivery.nack(Duration.ofMillis(random.nextInt(100))));
                } else {
                    get(delivery.ack());
                    assertTrue(waiting.remove(text), what + ": twice " + text);
                }
            }
            held.get(who).clear();
        }
    }

    @Test
    void manySearchesTogetherGetEachMessageOnce() throws Exception {
        fill(0, 1_000);
        List<Collected> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(consume("3").request(20));
        }
        Set<String> all = new TreeSet<>();
        for (Collected one : many) {
            all.addAll(one.next(20));
        }
        assertEquals(texts(3, 1_000, 10).stream().collect(Collectors.toCollection(TreeSet::new)), all);
    }
}
