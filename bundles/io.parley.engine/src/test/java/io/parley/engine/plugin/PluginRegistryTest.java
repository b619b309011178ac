package io.parley.engine.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.FakeTimers;
import io.parley.engine.lane.Lane;
import io.parley.engine.lane.Workers;
import io.parley.spi.filter.Filter;
import io.parley.spi.metrics.Reading;
import io.parley.spi.plugin.MissingPluginException;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.Router;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PluginRegistryTest {

    /** What the tests plug in. */
    public interface Echo {
        String say(String text) throws PluginException;
    }

    /** Loaded anew for each swap. */
    public static final class Loaded implements Echo {
        @Override
        public String say(String text) {
            return text;
        }
    }

    private final AtomicReference<PluginLimits> limits = new AtomicReference<>(new PluginLimits(5_000, 1_000, 100));
    private final FakeTimers timers = new FakeTimers();
    private final Workers workers = new Workers(4);
    private final PluginRegistry<Echo> registry = new PluginRegistry<>("echo", limits::get, workers, timers);

    @AfterEach
    void close() {
        workers.close();
    }

    private void add(int id, int ranking, Echo echo) {
        registry.add(List.of("x"), ranking, id, false, echo);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static RefusedException refusal(CompletionStage<?> stage) {
        return RefusedException.of(
                assertThrows(ExecutionException.class, () -> get(stage)).getCause());
    }

    private PluginStatus status() {
        return registry.status().get(0);
    }

    @Test
    void bestOfNameIsChosen() throws Exception {
        Echo old = text -> "old";
        Echo better = text -> "better";
        add(2, 0, text -> "younger");
        add(1, 0, old);
        assertEquals("old", get(registry.call("x", echo -> echo.say(""))));
        add(3, 5, better);
        assertEquals("better", get(registry.call("x", echo -> echo.say(""))));
        registry.remove(better);
        registry.remove(old);
        assertEquals(Optional.of("younger"), registry.callHere("x", echo -> echo.say("")));
        assertEquals(Optional.empty(), registry.callHere("y", echo -> echo.say("")));
        assertEquals(List.of("x"), registry.names());
    }

    @Test
    void inlineOneIsUsedOnTheCallersThread() throws Exception {
        registry.add(List.of("x"), 0, 1, true, text -> Thread.currentThread().getName());
        CompletionStage<String> said = registry.call("x", echo -> echo.say(""));
        assertEquals(
                Thread.currentThread().getName(), said.toCompletableFuture().getNow(null));
        assertEquals(0, timers.waiting());
    }

    @Test
    void callsAndDrainsAreTimed() throws Exception {
        Echo echo = text -> text;
        assertEquals(List.of(), registry.callTimes());
        add(1, 0, echo);
        for (int i = 0; i < 10; i++) {
            get(registry.call("x", plugin -> plugin.say("")));
        }
        Reading.Distribution times = (Reading.Distribution) registry.callTimes().get(0);
        assertEquals(Map.of("kind", "echo", "name", "x"), times.labels());
        assertEquals(10, times.count());
        registry.remove(echo);
        assertEquals(1, registry.drains().reading(Map.of()).count());
    }

    @Test
    void failuresAreWords() {
        add(1, 0, text -> {
            if (text.isEmpty()) {
                throw new PluginException("empty text");
            }
            throw new IllegalStateException("broken");
        });
        RefusedException wrong = refusal(registry.call("x", echo -> echo.say("")));
        assertEquals(Reason.INVALID, wrong.reason());
        assertEquals("empty text", wrong.getMessage());
        RefusedException failed = refusal(registry.call("x", echo -> echo.say("a")));
        assertEquals(Reason.UNAVAILABLE, failed.reason());
        assertTrue(failed.getMessage().startsWith("The echo 'x' failed: "), failed.getMessage());
        assertThrows(PluginException.class, () -> registry.callHere("x", echo -> echo.say("")));
        assertEquals(3, status().failures());
        assertEquals(0, status().holds());
        assertEquals(0, timers.waiting());
    }

    @Test
    void workWaitsInOrderUpToTheLimit() throws Exception {
        Workers one = new Workers(1);
        PluginRegistry<Echo> ordered = new PluginRegistry<>("echo", limits::get, one, timers);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        List<CompletionStage<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String text = "" + i;
            calls.add(ordered.call("x", echo -> echo.say(text)));
        }
        RefusedException full = refusal(ordered.call("x", echo -> echo.say("101")));
        assertEquals(Reason.LIMIT, full.reason());
        assertEquals("No echo named 'x' is running, and 100 pieces of work wait for it already", full.getMessage());
        assertEquals(100, ordered.status().get(0).parked());
        Echo recorder = text -> {
            seen.add(text);
            return text;
        };
        ordered.add(List.of("x"), 0, 1, false, recorder);
        for (CompletionStage<String> call : calls) {
            get(call);
        }
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "" + i).toList(), seen);
        one.close();
    }

    @Test
    void namesThatAreNeverThereAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            registry.call("name-" + i, echo -> echo.say(""));
        }
        assertEquals(
                Reason.LIMIT,
                refusal(registry.call("one more", echo -> echo.say(""))).reason());
        AtomicReference<RefusedException> refused = new AtomicReference<>();
        registry.whenPresent("another", () -> {}, refused::set);
        assertEquals(Reason.LIMIT, refused.get().reason());
        add(1, 0, text -> text);
        assertTrue(registry.present("x"));
    }

    @Test
    void goingOneIsWaitedFor() throws Exception {
        CompletableFuture<Void> inCall = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        Echo slow = text -> {
            inCall.complete(null);
            go.join();
            return "slow";
        };
        registry.add(List.of("x", "y"), 0, 1, false, slow);
        CompletionStage<String> said = registry.call("x", echo -> echo.say(""));
        inCall.join();
        CompletableFuture<Void> removed = CompletableFuture.runAsync(() -> registry.remove(slow));
        while (registry.present("x") || registry.present("y")) {
            Thread.onSpinWait();
        }
        assertFalse(removed.isDone());
        go.complete(null);
        removed.join();
        assertEquals("slow", get(said));
        assertEquals(0, status().redone(), "a result in time counts");
    }

    @Test
    void resultThatComesTooLateIsDoneAgain() throws Exception {
        limits.set(new PluginLimits(0, 1_000, 100));
        CompletableFuture<Void> inCall = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        Echo slow = text -> {
            inCall.complete(null);
            go.join();
            return "late";
        };
        add(1, 0, slow);
        CompletionStage<String> said = registry.call("x", echo -> echo.say(""));
        CompletableFuture<Optional<String>> here = CompletableFuture.supplyAsync(() -> {
            try {
                return registry.callHere("x", echo -> echo.say(""));
            } catch (PluginException e) {
                throw new CompletionException(e);
            }
        });
        while (status().holds() < 2) {
            Thread.onSpinWait();
        }
        registry.remove(slow);
        go.complete(null);
        assertEquals(Optional.empty(), here.join());
        assertFalse(said.toCompletableFuture().isDone());
        add(2, 0, text -> "again");
        assertEquals("again", get(said));
        assertEquals(2, status().redone());
    }

    @Test
    void hangingOneIsSetAsideAndComesBack() throws Exception {
        Workers few = new Workers(1);
        PluginRegistry<Echo> small = new PluginRegistry<>("echo", limits::get, few, timers);
        CompletableFuture<Void> inCall = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicBoolean hangs = new AtomicBoolean(true);
        small.add(List.of("x"), 5, 1, false, text -> {
            if (hangs.get()) {
                inCall.complete(null);
                go.join();
            }
            return "first";
        });
        small.add(List.of("x"), 0, 2, false, text -> "second");
        Lane lane = new Lane(few, 10);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> end = new CompletableFuture<>();
        lane.submit(() -> small.call("x", echo -> echo.say("")).thenAccept(order::add));
        lane.submit(() -> small.call("x", echo -> echo.say("")).thenAccept(order::add));
        lane.submit(() -> {
            end.complete(null);
            return CompletableFuture.completedStage(null);
        });
        inCall.join();
        timers.pass(1_000);
        end.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("second", "second"), order);
        assertEquals(1, small.status().get(0).overruns());
        hangs.set(false);
        go.complete(null);
        while (small.status().get(0).holds() > 0 || !"first".equals(get(small.call("x", echo -> echo.say(""))))) {
            Thread.onSpinWait();
        }
        assertEquals(0, timers.waiting());
        few.close();
    }

    @Test
    void onlyOneOfNameThatHangsIsGivenUpAfterTwoTries() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicInteger inCall = new AtomicInteger();
        add(1, 0, text -> {
            inCall.incrementAndGet();
            go.join();
            return "late";
        });
        CompletionStage<String> said = registry.call("x", echo -> echo.say(""));
        for (int i = 1; i <= 2; i++) {
            while (inCall.get() < i) {
                Thread.onSpinWait();
            }
            timers.pass(1_000);
        }
        RefusedException refused = refusal(said);
        assertEquals("The echo 'x' did not answer within 1000 ms, twice", refused.getMessage());
        go.complete(null);
        assertEquals("late", get(registry.call("x", echo -> echo.say(""))));
    }

    @Test
    void callWithOthersWaitsForTheMissingOne() throws Exception {
        Plugins plugins = new Plugins(limits::get, workers, timers);
        AtomicBoolean there = new AtomicBoolean();
        plugins.routers().add(List.of("r"), 0, 1, false, fake(Router.class));
        CompletionStage<String> said = plugins.callWithOthers(plugins.routers(), "r", router -> {
            if (!there.get()) {
                throw new MissingPluginException("filter", "f");
            }
            return "done";
        });
        while (plugins.filters().status().isEmpty()
                || plugins.filters().status().get(0).parked() == 0) {
            Thread.onSpinWait();
        }
        there.set(true);
        plugins.filters().add(List.of("f"), 0, 2, false, fake(Filter.class));
        assertEquals("done", get(said));
        RefusedException loops = refusal(plugins.callWithOthers(plugins.routers(), "r", router -> {
            throw new MissingPluginException("filter", "f");
        }));
        assertEquals("The router 'r' still misses what is there: No filter named 'f' is running", loops.getMessage());
        RefusedException unknown = refusal(plugins.callWithOthers(plugins.routers(), "r", router -> {
            throw new MissingPluginException("toaster", "f");
        }));
        assertEquals("There is no kind of plug-in named 'toaster'", unknown.getMessage());
    }

    private static <S> S fake(Class<S> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new UnsupportedOperationException(method.getName());
        }));
    }

    @Test
    void oldClassLoadersAreCollected() throws Exception {
        List<WeakReference<ClassLoader>> old = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            old.add(swap(i));
        }
        for (WeakReference<ClassLoader> loader : old) {
            while (loader.get() != null) {
                System.gc();
            }
            assertNull(loader.get());
        }
    }

    private WeakReference<ClassLoader> swap(int id) throws Exception {
        ClassLoader loader = new OwnLoader();
        Echo echo =
                (Echo) loader.loadClass(Loaded.class.getName()).getConstructor().newInstance();
        assertSame(loader, echo.getClass().getClassLoader());
        add(id, 0, echo);
        assertEquals("a", get(registry.call("x", plugin -> plugin.say("a"))));
        assertEquals(Optional.of("b"), registry.callHere("x", plugin -> plugin.say("b")));
        registry.remove(echo);
        return new WeakReference<>(loader);
    }

    private static final class OwnLoader extends URLClassLoader {
        OwnLoader() {
            super(new URL[0], PluginRegistryTest.class.getClassLoader());
        }

        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (!name.equals(Loaded.class.getName())) {
                return super.loadClass(name);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
