package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.messaging.internal.routing.RouteConfiguration;
import io.parley.messaging.internal.routing.RouteMetrics;
import io.parley.spi.router.Load;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoutedTest {

    private final Fixture at = new Fixture();

    @AfterEach
    void close() {
        at.close();
    }

    /** A router whose decisions are the test's. */
    private interface Decision {
        List<Address> on(Message message, Surroundings around);
    }

    private void router(Decision decision) {
        at.plugins.routers().add(List.of("test"), 0, 1, true, new Router() {
            @Override
            public List<Address> route(Message message, List<String> rules, Surroundings around) {
                return decision.on(message, around);
            }

            @Override
            public void check(List<String> rules) {
                // There are none.
            }
        });
    }

    private void route(String... properties) {
        Map<String, Object> all = new HashMap<>(Map.of("router", "test"));
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        at.routes.put(RouteConfiguration.of("io.parley.route~in", all), Set.of());
    }

    private CompletionStage<?> send(String key) {
        return at.service.send(
                Message.to(Address.route("in")).orderingKey(key).payload(key).build());
    }

    /** A new key's address is the queue named by the turn. */
    private static List<Address> sticky(Message message, Surroundings around) {
        String key = message.orderingKey().orElseThrow();
        Optional<Address> there = around.assigned(key);
        return List.of(there.orElseGet(() -> around.assign(key, there, Address.queue("q" + around.turn()))));
    }

    private long depth(String queue) {
        at.settle();
        return at.queues.load(queue).depth();
    }

    @Test
    void whatARouteKeepsSurvivesACrashWithAndWithoutTheView() {
        router(RoutedTest::sticky);
        route();
        Fixture.get(send("a"));
        Fixture.get(send("b"));
        assertEquals(Optional.of(Address.queue("q1")), at.routes.assigned(Address.route("in"), "b"));
        at.engine.checkpoint();
        Fixture.get(send("c"));
        at.crash();
        assertEquals(Optional.of(Address.queue("q0")), at.routes.assigned(Address.route("in"), "a"));
        assertEquals(Optional.of(Address.queue("q2")), at.routes.assigned(Address.route("in"), "c"));
        route();
        Fixture.get(send("b"));
        assertEquals(2, depth("q1"));
    }

    @Test
    void whatHadToGoIsGoneAfterACrashToo() {
        router(RoutedTest::sticky);
        route("assignments.max", "2");
        for (String key : List.of("a", "b", "c")) {
            Fixture.get(send(key));
        }
        at.engine.checkpoint();
        at.crash();
        assertEquals(Optional.empty(), at.routes.assigned(Address.route("in"), "a"));
        assertEquals(Optional.of(Address.queue("q2")), at.routes.assigned(Address.route("in"), "c"));
    }

    @Test
    void whatCouldNotBeStoredIsMadeDurableWithTheNextMessage() {
        router(RoutedTest::sticky);
        route();
        at.queues.configure("q0", Settings.limit(1, QueueSettings.Overflow.REJECT));
        at.send("q0", "full");
        at.settle();
        assertThrows(RefusedException.class, () -> Fixture.get(send("a")));
        at.queues.configure("q0", QueueSettings.DEFAULT);
        Fixture.get(send("a"));
        at.crash();
        assertEquals(Optional.of(Address.queue("q0")), at.routes.assigned(Address.route("in"), "a"));
    }

    @Test
    void routersSeeHowQueuesAndSessionsStand() {
        AtomicReference<Map<String, Load>> seen = new AtomicReference<>();
        router((message, around) -> {
            Map<String, Load> loads = new HashMap<>();
            for (String address : List.of(
                    "queue:new",
                    "queue:full",
                    "queue:packed",
                    "session:s",
                    "session:t",
                    "topic:t",
                    "route:in",
                    "route:none")) {
                loads.put(address, around.load(Address.parse(address)));
            }
            seen.set(loads);
            return List.of(Address.queue("new"));
        });
        route();
        at.openSession("s", true);
        at.queues.configure("full", Settings.limit(1, QueueSettings.Overflow.REJECT));
        at.queues.configure("packed", Settings.compressed("absent"));
        at.send("full", "a");
        Collected consumer = at.consume("full");
        at.settle();
        Fixture.get(send("k"));
        Map<String, Load> loads = seen.get();
        assertEquals(new Load(Load.State.AVAILABLE, 0, OptionalInt.of(0)), loads.get("queue:new"));
        assertEquals(new Load(Load.State.FULL, 1, OptionalInt.of(1)), loads.get("queue:full"));
        assertEquals(new Load(Load.State.PARKED, 0, OptionalInt.of(0)), loads.get("queue:packed"));
        assertEquals(Load.UNKNOWN, loads.get("session:s"));
        assertEquals(Load.ABSENT, loads.get("session:t"));
        assertEquals(Load.State.FULL, loads.get("topic:t").state(), "nobody takes topics here");
        assertEquals(Load.UNKNOWN, loads.get("route:in"));
        assertEquals(Load.ABSENT, loads.get("route:none"));

        consumer.cancel();
        at.queues.limit(100, false);
        at.settle();
        Fixture.get(send("k"));
        assertEquals(OptionalInt.of(0), seen.get().get("queue:full").consumers());
        assertEquals(1, seen.get().get("queue:new").depth());
        assertEquals(Load.State.PARKED, seen.get().get("queue:packed").state());
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Messages of one moment: none of them has arrived when the last is decided about. */
    @Test
    void messagesOnTheWayCountAsLoad() {
        List<Address> both = List.of(Address.queue("a"), Address.queue("b"));
        router((message, around) -> List.of(
                around.load(both.get(0)).depth() <= around.load(both.get(1)).depth() ? both.get(0) : both.get(1)));
        route();
        CountDownLatch decided = new CountDownLatch(1);
        at.engine.shards().all().forEach(shard -> shard.execute(() -> awaited(decided)));
        CompletableFuture<?>[] all = new CompletableFuture<?>[100];
        for (int i = 0; i < all.length; i++) {
            all[i] = send("k" + i).toCompletableFuture();
        }
        decided.countDown();
        Fixture.get(CompletableFuture.allOf(all));
        at.settle();
        assertEquals(50, depth("a"));
        assertEquals(50, depth("b"));
    }

    @Test
    void aSessionThatIsGoneIsReplacedByTheDeadLetterQueue() {
        router((message, around) -> List.of(Address.session("gone")));
        route("unroutable", "dead-letter", "dead.letter", "queue:dead");
        Fixture.get(send("k"));
        Message dead = Fixture.get(at.admin.browse(Address.queue("dead"), any -> true, 1))
                .get(0);
        assertEquals("unroutable", dead.headers().first(DeadLetters.CAUSE).orElseThrow());
        assertEquals(
                "There is no session with the id 'gone'",
                dead.headers().first(DeadLetters.DETAIL).orElseThrow());
        assertEquals("route:in", dead.headers().first(DeadLetters.ORIGIN).orElseThrow());
        assertEquals(
                List.of("route.messages 1.0", "route.unroutable 1.0", "route.assigned 0.0", "route.evicted 0.0"),
                new RouteMetrics(at.routes)
                        .metrics().stream()
                                .map(metric -> metric.name() + " "
                                        + metric.readings().get(0).sum())
                                .toList());
    }

    /** Of several messages in one transaction, each follows the policy of its route for what is not there. */
    @Test
    void inATransactionToo() {
        router((message, around) -> List.of(Address.session("gone"), Address.queue("there")));
        route("unroutable", "alternate", "alternate", "queue:other");
        Fixture.get(at.transactions
                .begin(Duration.ofSeconds(10))
                .send(Message.to(Address.queue("plain")).payload("1").build())
                .send(Message.to(Address.route("in")).payload("2").build())
                .send(Message.to(Address.route("in")).payload("3").build())
                .commit());
        assertEquals(1, depth("plain"));
        assertEquals(2, depth("there"));
        assertEquals(
                List.of("2", "3"),
                Fixture.get(at.admin.browse(Address.queue("other"), any -> true, 9)).stream()
                        .map(Collected::text)
                        .toList());
        assertEquals(new Load(Load.State.AVAILABLE, 2, OptionalInt.of(0)), at.queues.load("there"));

        route("unroutable", "reject");
        CompletionStage<Void> refused = at.transactions
                .begin(Duration.ofSeconds(10))
                .send(Message.to(Address.queue("plain")).payload("4").build())
                .send(Message.to(Address.route("in")).payload("5").build())
                .commit();
        RefusedException why = assertThrows(RefusedException.class, () -> Fixture.get(refused));
        assertEquals("There is no session with the id 'gone'", why.getMessage());
        assertEquals(1, depth("plain"));
        assertEquals(2, depth("there"));
    }

    /** A route's change counts from the next message on, and the order of a sender's messages holds. */
    @Test
    void aChangedRouteCountsFromTheNextMessageOn() {
        at.plugins.routers().add(List.of("to"), 0, 2, true, new Router() {
            @Override
            public List<Address> route(Message message, List<String> rules, Surroundings around) {
                return rules.stream().map(Address::parse).toList();
            }

            @Override
            public void check(List<String> rules) {
                // All are good.
            }
        });
        int each = 50;
        List<CompletionStage<?>> sent = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            at.routes.put(
                    RouteConfiguration.of(
                            "io.parley.route~in", Map.of("router", "to", "rules", new String[] {"queue:to-" + round})),
                    Set.of());
            for (int i = 0; i < each; i++) {
                sent.add(send("" + (round * each + i)));
                if (i == each / 2) {
                    Fixture.get(sent.get(sent.size() - 1));
                }
            }
        }
        sent.forEach(Fixture::get);
        List<Integer> all = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<Integer> got = Fixture.get(at.admin.browse(Address.queue("to-" + round), any -> true, 200)).stream()
                    .map(message -> Integer.valueOf(message.orderingKey().orElseThrow()))
                    .toList();
            int after = (round + 1) * each;
            assertTrue(got.stream().allMatch(number -> number < after), "what was sent later goes to the next");
            all.addAll(got);
        }
        assertEquals(IntStream.range(0, 4 * each).boxed().toList(), all);
    }
}
