package io.parley.testkit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.cache.CacheOptions;
import io.parley.api.event.Event;
import io.parley.api.event.Start;
import io.parley.api.event.Subscription;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.api.session.OpenRequest;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.filter.Filter;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.interceptor.Verdict;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import io.parley.spi.router.Surroundings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TestParleyTest {

    private static final Address QUEUE = Address.queue("q");

    private TestParley parley = TestParley.start();

    @AfterEach
    void close() {
        parley.close();
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw RefusedException.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void send(Address address, String text) {
        get(parley.messages().send(Message.to(address).payload(text).build()));
    }

    private List<String> waiting(Address queue) {
        return get(parley.queues().browse(queue, any -> true, 100)).stream()
                .map(message -> new String(message.payload().toBytes()))
                .toList();
    }

    private static final class Events implements Flow.Subscriber<Event> {

        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Event event) {
            seen.add(new String(event.message().payload().toBytes()));
        }

        @Override
        public void onError(Throwable failure) {
            seen.add("error: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            seen.add("complete");
        }
    }

    @Test
    void topicsHaveSubscribersAndHistory() {
        parley.configure("io.parley.topic~kept", Map.of("pattern", "kept/#", "history", "true"));
        Events live = new Events();
        parley.events().subscribe(Subscription.live("kept/+")).subscribe(live);
        parley.settle();
        get(parley.events()
                .publish(Message.to(Address.topic("kept/a")).payload("one").build(), false));
        Events all = new Events();
        parley.events()
                .subscribe(Subscription.from("kept/#", new Start.Earliest()))
                .subscribe(all);
        parley.settle();
        assertEquals(List.of("one"), live.seen);
        assertEquals(List.of("one"), all.seen);
    }

    @Test
    void sessionsKeepStateAndMessagesOverARestart() {
        get(parley.sessions().open(new OpenRequest("s", "anna", false, Duration.ofHours(1), end -> {})));
        get(parley.sessions().putState("s", "key", Payload.utf8("value"), OptionalLong.empty()));
        send(Address.session("s"), "hello");
        send(QUEUE, "waiting");
        parley = parley.restart();
        assertTrue(parley.sessions().find("s").isPresent());
        assertEquals(
                "value",
                new String(get(parley.sessions().state("s", "key"))
                        .orElseThrow()
                        .value()
                        .toBytes()));
        assertEquals(List.of("waiting"), waiting(QUEUE));
    }

    @Test
    void timePassesWhenToldTo() {
        get(parley.sessions().open(new OpenRequest("s", "anna", false, Duration.ofHours(1), end -> {})));
        long hold = get(parley.sessions().open(new OpenRequest("s", "anna", false, Duration.ofHours(1), end -> {})))
                .hold();
        get(parley.sessions().detach("s", hold));
        get(parley.messages()
                .send(Message.to(QUEUE)
                        .payload("later")
                        .deliverAt(parley.now().plus(Duration.ofMinutes(10)))
                        .build()));
        parley.advance(Duration.ofMinutes(9));
        assertThrows(RefusedException.class, () -> waiting(QUEUE), "nothing has made the queue yet");
        parley.advance(Duration.ofMinutes(1));
        assertEquals(List.of("later"), waiting(QUEUE));
        assertTrue(parley.sessions().find("s").isPresent());
        parley.advance(Duration.ofHours(1));
        assertFalse(parley.sessions().find("s").isPresent());
        assertThrows(IllegalArgumentException.class, () -> parley.advance(Duration.ofMillis(-1)));
    }

    @Test
    void transactionsCommitAllOrNothing() {
        get(parley.sessions().open(new OpenRequest("s", "anna", false, Duration.ofHours(1), end -> {})));
        var whole = parley.transactions().begin(Duration.ofMinutes(1));
        whole.send(Message.to(QUEUE).payload("one").build())
                .putState("s", "key", Payload.utf8("1"), OptionalLong.of(0));
        get(whole.commit());
        var part = parley.transactions().begin(Duration.ofMinutes(1));
        part.send(Message.to(QUEUE).payload("two").build()).putState("s", "key", Payload.utf8("2"), OptionalLong.of(0));
        assertEquals(
                RefusedException.Reason.CONFLICT,
                assertThrows(RefusedException.class, () -> get(part.commit())).reason());
        assertEquals(List.of("one"), waiting(QUEUE));
    }

    @Test
    void cachesAreBoundedAndForgetInTime() {
        var cache = parley.caches().cache("c", String.class, String.class, new CacheOptions(2, Duration.ofMinutes(1)));
        cache.put("a", "1");
        cache.put("b", "2");
        cache.put("c", "3");
        assertEquals(Optional.empty(), cache.get("a"));
        assertEquals(Optional.of("3"), cache.get("c"));
        parley.advance(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), cache.get("c"));
    }

    record Order(int number) {}

    @Test
    void jsonAndParleysRoutersAreThere() {
        parley.configure("io.parley.route~in", Map.of("router", "content", "rules", new String[] {
            "field.number > 1 -> route:pair", "selector: priority = 9 -> queue:urgent", "otherwise -> queue:one"
        }));
        parley.configure(
                "io.parley.route~pair", Map.of("router", "round-robin", "rules", new String[] {"queue:a", "queue:b"}));
        for (int number : new int[] {1, 2, 3}) {
            Message message = get(parley.messages().encode(Address.route("in"), "application/json", new Order(number)));
            get(parley.messages()
                    .send(message.with().priority(number == 1 ? 4 : 9).build()));
        }
        assertEquals(List.of("{\"number\":1}"), waiting(Address.queue("one")));
        assertEquals(List.of("{\"number\":2}"), waiting(Address.queue("a")));
        assertEquals(List.of("{\"number\":3}"), waiting(Address.queue("b")));
        assertEquals(2, waiting(Address.queue("urgent")).size());
        parley.unconfigure("io.parley.route~in");
        assertEquals(
                RefusedException.Reason.NOT_FOUND,
                assertThrows(RefusedException.class, () -> send(Address.route("in"), "x"))
                        .reason());
    }

    /** The last configuration of a loop is refused, and the one before stays. */
    @Test
    void aWrongConfigurationChangesNothing() {
        parley.configure("io.parley.route~a", Map.of("rules", new String[] {"route:b"}));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"queue:q"}));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"route:a"}));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"nonsense"}));
        send(Address.route("a"), "hello");
        assertEquals(List.of("hello"), waiting(QUEUE));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"route:a"}));
        parley.configure("io.parley.route~a", Map.of("rules", new String[] {"queue:last"}));
        parley.settle();
        send(Address.route("b"), "it is no loop any more");
        assertEquals(List.of("it is no loop any more"), waiting(Address.queue("last")));
        assertThrows(IllegalArgumentException.class, () -> parley.configure("io.parley.quue~a", Map.of()));
        assertThrows(IllegalArgumentException.class, () -> parley.configure("io.parley.transport", Map.of()));
    }

    /** Rules are checked by their router, and expressions by their filter, as soon as there is one. */
    @Test
    void whatIsMissingChecksARouteWhenItComes() {
        parley.configure(
                "io.parley.route~in",
                Map.of(
                        "router",
                        "late",
                        "rules",
                        new String[] {"queue:q"},
                        "unroutable",
                        "alternate",
                        "alternate",
                        "route:b"));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"queue:b"}));
        CompletableFuture<?> sent = parley.messages()
                .send(Message.to(Address.route("in")).payload("waits").build())
                .toCompletableFuture();
        parley.settle();
        assertFalse(sent.isDone());
        parley.configure(
                "io.parley.route~wrong",
                Map.of("router", "content", "rules", new String[] {"strict: nonsense -> queue:q"}));
        Plugin late = parley.add(new ToFirst(), "late");
        get(sent);
        assertEquals(List.of("waits"), waiting(QUEUE));
        parley.add(
                (Filter) expression -> {
                    throw new PluginException("Position 1: nothing is right");
                },
                "strict");
        parley.settle();
        assertEquals(
                "There is no route named 'wrong'",
                assertThrows(RefusedException.class, () -> send(Address.route("wrong"), "x"))
                        .getMessage());

        late.remove();
        parley.configure("io.parley.route~c", Map.of("router", "late", "rules", new String[] {"route:b"}));
        parley.configure("io.parley.route~b", Map.of("rules", new String[] {"route:c"}));
        parley.add(new ToFirst(), "late");
        parley.settle();
        assertEquals(
                "There is no route named 'c'",
                assertThrows(RefusedException.class, () -> send(Address.route("c"), "x"))
                        .getMessage(),
                "it would have closed a loop, as its router says");
    }

    /** Sends everything to its first rule. */
    private static final class ToFirst implements Router {
        @Override
        public List<Address> route(Message message, List<String> rules, Surroundings around) {
            return List.of(Address.parse(rules.get(0)));
        }

        @Override
        public void check(List<String> rules) {
            // All are good.
        }

        @Override
        public Set<Address> targets(List<String> rules) {
            return Set.of(Address.parse(rules.get(0)));
        }
    }

    /** Writes each byte twice. */
    private static final class Twice implements Compressor {
        @Override
        public Payload compress(Payload data) {
            byte[] bytes = data.toBytes();
            byte[] twice = new byte[bytes.length * 2];
            for (int i = 0; i < twice.length; i++) {
                twice[i] = bytes[i / 2];
            }
            return Payload.wrap(ByteBuffer.wrap(twice));
        }

        @Override
        public Payload decompress(Payload data, long limit) throws PluginException {
            byte[] twice = data.toBytes();
            byte[] bytes = new byte[twice.length / 2];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = twice[2 * i];
            }
            return Payload.wrap(ByteBuffer.wrap(bytes));
        }

        @Override
        public int version() {
            return 1;
        }
    }

    @Test
    void pluginsComeAndGo() {
        parley.configure("io.parley.queue~q", Map.of("compressor", "twice"));
        CompletableFuture<?> sent = parley.messages()
                .send(Message.to(QUEUE).payload("parked").build())
                .toCompletableFuture();
        parley.settle();
        assertFalse(sent.isDone(), "it waits for its compressor");
        Plugin twice = parley.add(new Twice(), "twice");
        get(sent);
        assertEquals(List.of("parked"), waiting(QUEUE));
        twice.remove();
        CompletableFuture<?> again = parley.messages()
                .send(Message.to(QUEUE).payload("again").build())
                .toCompletableFuture();
        parley.settle();
        assertFalse(again.isDone());
        parley.add(new Twice(), "twice");
        get(again);
        assertEquals(List.of("parked", "again"), waiting(QUEUE));
        assertThrows(IllegalArgumentException.class, () -> parley.add(new Twice()));
    }

    @Test
    void routersAndInterceptorsOfOnesOwnComeFirst() {
        parley.configure("io.parley.route~in", Map.of("rules", new String[] {"queue:a"}));
        Plugin own = parley.add(
                new Router() {
                    @Override
                    public List<Address> route(Message message, List<String> rules, Surroundings around) {
                        return List.of(QUEUE);
                    }

                    @Override
                    public void check(List<String> rules) {
                        // All are good.
                    }
                },
                "direct");
        Plugin no = parley.add(
                (Interceptor) (message, sender) -> CompletableFuture.completedStage(
                        message.payload().size() > 3 ? new Verdict.Reject("too long") : new Verdict.Pass(message)),
                "length");
        send(Address.route("in"), "one");
        assertEquals(
                "too long",
                assertThrows(RefusedException.class, () -> send(Address.route("in"), "three"))
                        .getMessage());
        no.remove();
        own.remove();
        send(Address.route("in"), "three");
        assertEquals(List.of("one"), waiting(QUEUE));
        assertEquals(List.of("three"), waiting(Address.queue("a")));
    }

    @Test
    void manyMayRunSideBySide() {
        try (var other = TestParley.start()) {
            send(QUEUE, "here");
            assertEquals(
                    RefusedException.Reason.NOT_FOUND,
                    assertThrows(
                                    RefusedException.class,
                                    () -> get(other.queues().browse(QUEUE, any -> true, 1)))
                            .reason());
        }
        TestParley closed = TestParley.start();
        closed.close();
        assertThrows(IllegalStateException.class, closed::messages);
    }
}
