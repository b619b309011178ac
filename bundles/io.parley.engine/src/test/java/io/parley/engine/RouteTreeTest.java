package io.parley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.DeadLetters;
import io.parley.api.message.Message;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.pipeline.Incoming;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.pipeline.Routes;
import io.parley.engine.pipeline.Routes.Unroutable;
import io.parley.engine.plugin.PluginLimits;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RouteTreeTest {

    private final Fixture at = new Fixture();
    private final List<Message> arrived = Collections.synchronizedList(new ArrayList<>());
    private final List<String> missing = new ArrayList<>();
    private final Table routes = new Table();
    private Pipeline pipeline;

    private static final class Table implements Routes {

        private final Map<Address, Route> all = new HashMap<>();
        private int unroutable;

        void put(String name, Unroutable unroutable, String... targets) {
            all.put(Address.route(name), new Route("fixed", List.of(targets), Optional.empty(), unroutable));
        }

        @Override
        public Optional<Route> route(Address address) {
            return Optional.ofNullable(all.get(address));
        }

        @Override
        public void unroutable(Address route) {
            unroutable++;
        }
    }

    private final class Queues extends AnyQueue {
        @Override
        public void plan(Address address, Incoming incoming) {
            if (missing.contains(address.name())) {
                throw new RefusedException(Reason.NOT_FOUND, "There is no " + address);
            }
            super.plan(address, incoming);
            arrived.add(incoming.message());
        }
    }

    private static final class Fixed implements Router {
        @Override
        public List<Address> route(Message message, List<String> rules, Surroundings around) {
            return rules.stream().map(Address::parse).toList();
        }

        @Override
        public void check(List<String> rules) {
            // All are good.
        }
    }

    @BeforeEach
    void begin() {
        EngineCore engine = at.start("a");
        engine.join(new Recorder(engine, "a"));
        pipeline = new Pipeline(engine::batch, at.plugins, at.workers, 100);
        pipeline.acceptor(new Queues());
        pipeline.routes(routes);
        at.plugins.routers().add(List.of("fixed"), 0, 1, true, new Fixed());
    }

    @AfterEach
    void close() {
        at.close();
    }

    private CompletionStage<?> send(String route) {
        return pipeline.accept(
                Message.to(Address.route(route)).payload("a").header("own", "1").build(), Origin.IN_PROCESS);
    }

    private List<String> sentTo(String route) throws Exception {
        arrived.clear();
        Fixture.get(send(route));
        return arrived.stream().map(message -> message.address().toString()).toList();
    }

    private RefusedException refused(String route) throws Exception {
        return assertInstanceOf(RefusedException.class, Fixture.failure(send(route)));
    }

    @Test
    void aTreeOfRoutesBringsTheMessageOnceToEachOfItsLeaves() throws Exception {
        routes.put("root", Unroutable.REJECT, "route:left", "queue:a", "route:right");
        routes.put("left", Unroutable.REJECT, "queue:b", "route:leaf");
        routes.put("right", Unroutable.REJECT, "route:leaf", "queue:a", "queue:c");
        routes.put("leaf", Unroutable.REJECT, "queue:d");
        List<String> targets = sentTo("root");
        assertEquals(
                List.of("queue:a", "queue:b", "queue:c", "queue:d"),
                targets.stream().sorted().toList());
    }

    @Test
    void aWayThatComesBackIsRefusedWithItsRoutes() throws Exception {
        routes.put("a", Unroutable.REJECT, "route:b");
        routes.put("b", Unroutable.REJECT, "queue:q", "route:c");
        routes.put("c", Unroutable.REJECT, "route:a");
        RefusedException why = refused("a");
        assertEquals(Reason.INVALID, why.reason());
        assertEquals(
                "The message would go round and round: route:a -> route:b -> route:c -> route:a", why.getMessage());
    }

    @Test
    void aWayThatIsTooLongIsRefused() throws Exception {
        IntStream.range(0, 20).forEach(i -> routes.put("r" + i, Unroutable.REJECT, "route:r" + (i + 1)));
        routes.put("r20", Unroutable.REJECT, "queue:end");
        assertEquals(List.of("queue:end"), sentTo("r5"), "16 routes");
        RefusedException why = refused("r4");
        assertEquals(Reason.INVALID, why.reason());
        assertTrue(why.getMessage().startsWith("The message would come by more than 16 routes: route:r4 -> route:r5"));
    }

    @Test
    void whatHasNoTargetIsRefusedWhereNothingElseIsSaid() throws Exception {
        routes.put("r", Unroutable.REJECT);
        RefusedException why = refused("r");
        assertEquals(Reason.NOT_FOUND, why.reason());
        assertEquals("The rules of route:r give this message no target", why.getMessage());
        assertEquals(1, routes.unroutable);
    }

    @Test
    void whatHasNoTargetBecomesADeadLetterThatSaysWhy() throws Exception {
        routes.put("r", Unroutable.REJECT, "queue:q", "route:empty");
        routes.put("empty", new Unroutable.DeadLetter(Address.queue("dead")));
        assertEquals(List.of("queue:q", "queue:dead"), sentTo("r"));
        assertEquals(1, arrived.get(0).headers().size(), "only the dead letter says so");
        var headers = arrived.get(1).headers();
        assertEquals("unroutable", headers.first(DeadLetters.CAUSE).orElseThrow());
        assertEquals(
                "The rules of route:empty give this message no target",
                headers.first(DeadLetters.DETAIL).orElseThrow());
        assertEquals("0", headers.first(DeadLetters.ATTEMPTS).orElseThrow());
        assertEquals("route:empty", headers.first(DeadLetters.ORIGIN).orElseThrow());
        assertEquals("1", headers.first("own").orElseThrow());
        assertEquals(arrived.get(0).id(), arrived.get(1).id());
    }

    @Test
    void whatHasNoTargetGoesToTheAlternate() throws Exception {
        routes.put("r", new Unroutable.Alternate(Address.route("second")));
        routes.put("second", new Unroutable.Alternate(Address.queue("rest")));
        assertEquals(List.of("queue:rest"), sentTo("r"));
        routes.put("second", new Unroutable.Alternate(Address.route("r")));
        assertEquals(
                "The message would go round and round: route:r -> route:second -> route:r",
                refused("r").getMessage());
    }

    @Test
    void aTargetThatIsNotThereIsReplacedAsItsRouteSays() throws Exception {
        missing.add("gone");
        routes.put("r", new Unroutable.Alternate(Address.route("second")), "queue:q", "queue:gone");
        routes.put("second", Unroutable.REJECT, "queue:rest");
        Fixture.get(send("r"));
        List<String> last =
                arrived.stream().map(one -> one.address().toString()).toList();
        assertEquals(List.of("queue:q", "queue:rest"), last.subList(last.size() - 2, last.size()));
        assertEquals(1, routes.unroutable);

        routes.put("r", Unroutable.REJECT, "queue:gone");
        assertEquals("There is no queue:gone", refused("r").getMessage());
        routes.put("r", new Unroutable.DeadLetter(Address.queue("gone")), "route:nothing");
        assertEquals("There is no queue:gone", refused("r").getMessage());
        routes.put("r", new Unroutable.DeadLetter(Address.queue("dead")), "route:nothing");
        assertEquals(List.of("queue:dead"), sentTo("r"));
        assertEquals(
                "There is no route named 'nothing'",
                arrived.get(0).headers().first(DeadLetters.DETAIL).orElseThrow());
    }

    @Test
    void aRouterThatThrowsOrReturnsNothingRefusesTheMessageAlone() throws Exception {
        List<Address> withNull = new ArrayList<>();
        withNull.add(null);
        Map<String, List<Address>> answers = new HashMap<>();
        answers.put("nothing", null);
        answers.put("null", withNull);
        answers.put("fine", List.of(Address.queue("q")));
        at.plugins.routers().add(List.of("odd"), 0, 2, true, new Router() {
            @Override
            public List<Address> route(Message message, List<String> rules, Surroundings around)
                    throws PluginException {
                return switch (rules.get(0)) {
                    case "throws" -> throw new IllegalStateException("broken");
                    case "says" -> throw new PluginException("not this one");
                    default -> answers.get(rules.get(0));
                };
            }

            @Override
            public void check(List<String> rules) {
                // All are good.
            }
        });
        for (String rule : List.of("throws", "says", "nothing", "null", "fine")) {
            routes.all.put(Address.route(rule), new Routes.Route("odd", List.of(rule)));
        }
        RefusedException threw = refused("throws");
        assertEquals(Reason.UNAVAILABLE, threw.reason());
        assertTrue(threw.getMessage().startsWith("The router 'odd' failed: "), threw.getMessage());
        assertEquals(Reason.INVALID, refused("says").reason());
        assertEquals("not this one", refused("says").getMessage());
        for (String rule : List.of("nothing", "null")) {
            RefusedException why = refused(rule);
            assertEquals(Reason.UNAVAILABLE, why.reason());
            assertEquals(
                    "The router 'odd' returned " + (rule.equals("null") ? "null among its targets" : rule)
                            + " for a message to route:" + rule
                            + "; where there is no target it has to return an empty list",
                    why.getMessage());
        }
        assertEquals(List.of("queue:q"), sentTo("fine"));
    }

    @Test
    void aRouterThatHangsRefusesInTheEndAndOtherRoutesGoOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger inCall = new AtomicInteger();
        at.plugins.routers().add(List.of("stuck"), 0, 2, false, new Router() {
            @Override
            public List<Address> route(Message message, List<String> rules, Surroundings around)
                    throws PluginException {
                try {
                    inCall.incrementAndGet();
                    never.await();
                } catch (InterruptedException e) {
                    throw new PluginException("interrupted", e);
                }
                return List.of();
            }

            @Override
            public void check(List<String> rules) {
                // All are good.
            }
        });
        routes.all.put(Address.route("stuck"), new Routes.Route("stuck", List.of()));
        routes.put("fine", Unroutable.REJECT, "queue:q");
        try {
            CompletionStage<?> hangs = send("stuck");
            assertEquals(List.of("queue:q"), sentTo("fine"));
            for (int i = 1; i <= 2; i++) {
                while (inCall.get() < i) {
                    Thread.onSpinWait();
                }
                at.timers.pass(PluginLimits.DEFAULT.overrunMillis());
            }
            RefusedException why = assertInstanceOf(RefusedException.class, Fixture.failure(hangs));
            assertEquals(Reason.UNAVAILABLE, why.reason());
            assertEquals("The router 'stuck' did not answer within 10000 ms, twice", why.getMessage());
        } finally {
            never.countDown();
        }
    }
}
