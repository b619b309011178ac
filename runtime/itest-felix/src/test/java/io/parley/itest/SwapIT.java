package io.parley.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.QueueAdmin;
import io.parley.engine.status.Status;
import io.parley.spi.interceptor.DispatchInterceptor;
import io.parley.spi.interceptor.Verdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Plug-ins are updated, refreshed, stopped, started and outranked under traffic, and nobody notices (promise 5). */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapIT {

    private static final int RATE = 2_000;
    private static final int ROUNDS = Boolean.getBoolean("parley.soak") ? 100 : 5;

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private MessageService messages;

    @Configuration
    public Option[] configuration() throws Exception {
        return Distribution.options("swap");
    }

    @Before
    public void service() throws InterruptedException {
        ServiceTracker<MessageService, MessageService> tracker =
                new ServiceTracker<>(context, MessageService.class, null);
        tracker.open();
        messages = tracker.waitForService(60_000);
        assertTrue("No message service", messages != null);
    }

    @Test(timeout = 900_000)
    public void compressor() throws Exception {
        configureQueue("packed", "compressor", "zstd");
        swapped("io.parley.compressor.zstd", Address.queue("packed"), Address.queue("packed"));
    }

    @Test(timeout = 900_000)
    public void serializer() throws Exception {
        swapped("io.parley.serializer.json", Address.queue("typed"), Address.queue("typed"));
    }

    @Test(timeout = 900_000)
    public void contentRouter() throws Exception {
        var route = configurations.getFactoryConfiguration("io.parley.route", "in", "?");
        route.update(properties("router", "content", "rules", new String[] {
            "field.number >= 0 -> queue:routed", "otherwise -> queue:lost"
        }));
        await("the route", this::routed);
        swapped("io.parley.router.content", Address.route("in"), Address.queue("routed"));
    }

    /** Messages that wait for their turn when the limits' bundle goes come through in order, by its next version. */
    @Test(timeout = 900_000)
    public void rateLimits() throws Exception {
        var limit = configurations.getFactoryConfiguration("io.parley.ratelimit", "slow", "?");
        limit.update(properties(
                "scope", "address", "match", "queue:limited", "rate", String.valueOf(RATE * 9 / 10), "burst", "1"));
        await("the interceptor", () -> interceptors() == 1);
        try {
            swapped("io.parley.ratelimit", Address.queue("limited"), Address.queue("limited"));
        } finally {
            limit.delete();
        }
        await("the end of the limit", () -> interceptors() == 0);
    }

    /** Requests of this process are answered by a client, to which an interceptor sees them go, for as long as that is there. */
    @Test(timeout = 60_000)
    public void aClientAnswersRequestsThatAnInterceptorSeesFirst() throws Exception {
        configurations
                .getFactoryConfiguration("io.parley.listener", "answers", "?")
                .update(properties("port", "0"));
        await("the listener", () -> Listeners.port(context, "answers").isPresent());
        int port = Listeners.port(context, "answers").getAsInt();
        DispatchInterceptor names =
                (message, receiver) -> CompletableFuture.completedStage(new Verdict.Pass(message.with()
                        .payload(receiver.session() + ", " + text(message))
                        .build()));
        try (Responder responder = new Responder(port, "anna", "questions")) {
            assertEquals("Re: one?", ask("one?"));
            ServiceRegistration<?> registration = context.registerService(
                    DispatchInterceptor.class, names, properties("component.name", "org.example.names"));
            assertEquals("Re: anna, two?", ask("two?"));
            registration.unregister();
            assertEquals("Re: three?", ask("three?"));
            assertEquals("", responder.fault());
        }
    }

    private String ask(String question) throws Exception {
        Message request =
                Message.to(Address.topic("questions")).payload(question).build();
        return text(messages.request(request, Duration.ofSeconds(20))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS));
    }

    private static String text(Message message) {
        return new String(message.payload().toBytes(), StandardCharsets.UTF_8);
    }

    private long interceptors() {
        return status().stream()
                .flatMap(one -> one.plugins().stream())
                .filter(plugin -> plugin.kind().equals("interceptor"))
                .mapToLong(plugin -> plugin.instances())
                .sum();
    }

    /** Two routes on the way, each with a router whose bundle is swapped. */
    @Test(timeout = 900_000)
    public void routersOfATree() throws Exception {
        configurations
                .getFactoryConfiguration("io.parley.route", "leaf", "?")
                .update(properties("router", "sticky", "rules", new String[] {"key = field.number", "queue:leaf"}));
        configurations
                .getFactoryConfiguration("io.parley.route", "tree", "?")
                .update(properties("router", "first-available", "rules", new String[] {
                    "depth < 1000000 -> route:leaf", "queue:lost"
                }));
        await("the routes", () -> routed("tree"));
        ServiceTracker<QueueAdmin, QueueAdmin> admin = new ServiceTracker<>(context, QueueAdmin.class, null);
        admin.open();
        admin.waitForService(60_000)
                .purge(Address.queue("leaf"), any -> true, 10)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        admin.close();
        swapped("io.parley.router.key", Address.route("tree"), Address.queue("leaf"));
        swapped("io.parley.router.balance", Address.route("tree"), Address.queue("leaf"));
    }

    private boolean routed() {
        return routed("in");
    }

    private boolean routed(String route) {
        try {
            messages.encode(Address.route(route), "application/json", new Traffic.Order(-1, "probe"))
                    .thenCompose(messages::send)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private void swapped(String bundle, Address target, Address source) throws Exception {
        Swapper swapper = new Swapper(context, bundle, jar(bundle));
        try (Traffic traffic = new Traffic(messages, target, source, RATE).start()) {
            traffic.flow(500);
            for (int round = 0; round < ROUNDS; round++) {
                swapper.round();
                traffic.flow(200);
            }
            assertEquals(List.of(), traffic.finish());
        }
        assertEquals("class loaders of " + swapper.loaders() + " that are still there", 0, swapper.retained());
    }

    /** What was acknowledged meanwhile is there, and is found. */
    @Test(timeout = 300_000)
    public void searchAndTasks() throws Exception {
        Swapper search = new Swapper(context, "io.parley.search", jar("io.parley.search"));
        Swapper tasks = new Swapper(context, "io.parley.task", jar("io.parley.task"));
        try (SessionTraffic traffic = new SessionTraffic(context).start()) {
            traffic.flow(50);
            for (int round = 0; round < ROUNDS; round++) {
                search.renew();
                traffic.flow(20);
                tasks.renew();
                traffic.flow(20);
            }
            assertEquals(List.of(), traffic.finish());
        }
    }

    @Test(timeout = 120_000)
    public void withoutItsCompressorAQueueWaitsIsCountedAndGoesOnInOrder() throws Exception {
        configureQueue("waiting", "compressor", "zstd");
        Bundle zstd = Swapper.find(context, "io.parley.compressor.zstd");
        String location = zstd.getLocation();
        try (Traffic traffic =
                new Traffic(messages, Address.queue("waiting"), Address.queue("waiting"), RATE).start()) {
            traffic.flow(100);
            zstd.uninstall();
            try {
                await("parked messages", () -> parked("waiting") > 50);
            } finally {
                try (InputStream jar = Files.newInputStream(jar("io.parley.compressor.zstd"))) {
                    context.installBundle(location, jar).start();
                }
            }
            traffic.flow(500);
            assertEquals(List.of(), traffic.finish());
        }
        assertEquals(0, parked("waiting"));
    }

    @Test(timeout = 120_000)
    public void aChangedConfigurationCountsFromTheNextMessageOnAndAWrongOneNotAtAll() throws Exception {
        configureQueue("changing", "compressor", "gzip");
        try (Traffic traffic =
                new Traffic(messages, Address.queue("changing"), Address.queue("changing"), RATE).start()) {
            traffic.flow(200);
            long before = calls("zstd");
            configureQueue("changing", "compressor", "zstd");
            traffic.flow(200);
            assertTrue("zstd is used", calls("zstd") > before);
            configurations
                    .getFactoryConfiguration("io.parley.queue", "changing", "?")
                    .update(properties("compressor", "gzip", "overflow", "explode"));
            long gzip = calls("gzip");
            traffic.flow(500);
            assertEquals(
                    "the wrong configuration is not used",
                    "zstd",
                    queue("changing").compressor());
            assertEquals(gzip, calls("gzip"));
            assertEquals(List.of(), traffic.finish());
        }
    }

    private void configureQueue(String name, String key, String value) throws Exception {
        configurations.getFactoryConfiguration("io.parley.queue", name, "?").update(properties(key, value));
        await("the configuration of " + name, () -> configured(name));
        await(
                "the settings of " + name,
                () -> !used(name) || value.equals(queue(name).compressor()));
    }

    private boolean configured(String queue) {
        try {
            return context.getAllServiceReferences(null, "(service.pid=io.parley.queue~" + queue + ")") != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean used(String name) {
        return status().stream()
                .flatMap(one -> one.queues().stream())
                .anyMatch(queue -> queue.name().equals(name));
    }

    private Status.Queue queue(String name) {
        return status().stream()
                .flatMap(one -> one.queues().stream())
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long parked(String name) {
        return queue(name).parked();
    }

    private long calls(String compressor) {
        return status().stream()
                .flatMap(one -> one.plugins().stream())
                .filter(plugin ->
                        plugin.kind().equals("compressor") && plugin.name().equals(compressor))
                .mapToLong(plugin -> plugin.calls())
                .sum();
    }

    private List<Status> status() {
        try {
            return context.getServiceReferences(Status.class, null).stream()
                    .map(context::getService)
                    .filter(service -> service != null)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jar(String bundle) throws Exception {
        return Distribution.jar(bundle);
    }

    private static Hashtable<String, Object> properties(Object... keysAndValues) {
        Hashtable<String, Object> properties = new Hashtable<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("In vain waited for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
