package io.parley.engine.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.FakeTimers;
import io.parley.engine.lane.Workers;
import io.parley.spi.plugin.PluginException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plug-ins that answer by a stage, and plug-ins whose properties change. */
@Timeout(30)
class PluginStageTest {

    /** What the tests plug in. */
    interface Echo {
        CompletionStage<String> say(String text);
    }

    private final AtomicReference<PluginLimits> limits = new AtomicReference<>(new PluginLimits(10_000, 1_000, 100));
    private final FakeTimers timers = new FakeTimers();
    private final Workers workers = new Workers(2);
    private final PluginRegistry<Echo> registry = new PluginRegistry<>("echo", limits::get, workers, timers);

    @AfterEach
    void close() {
        workers.close();
    }

    private Echo add(int id, int ranking, Echo echo) {
        registry.add(List.of("x"), ranking, id, false, echo);
        return echo;
    }

    private CompletableFuture<String> say(String text) {
        return registry.callAsync("x", echo -> echo.say(text)).toCompletableFuture();
    }

    private static Echo saying(String text) {
        return any -> CompletableFuture.completedStage(text);
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

    private void await(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void goingOneIsWaitedForUntilItsStageHasCompleted() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Echo slow = add(1, 0, text -> {
            asked.complete(null);
            return answer;
        });
        CompletableFuture<String> said = say("");
        get(asked);
        await(() -> timers.waiting() == 1);
        CompletableFuture<Void> removed = CompletableFuture.runAsync(() -> registry.remove(slow));
        await(() -> !registry.present("x"));
        assertFalse(removed.isDone(), "the call has come back, but its stage is under way");
        answer.complete("slow");
        get(removed);
        assertEquals("slow", get(said));
        assertEquals(0, status().redone());
        assertEquals(0, status().holds());
    }

    @Test
    void successorIsAskedAtOnceWhenTheStageIsNotCompletedInTime() throws Exception {
        limits.set(new PluginLimits(0, 1_000_000, 100));
        CompletableFuture<String> answer = new CompletableFuture<>();
        Echo slow = add(1, 0, text -> answer);
        CompletableFuture<String> said = say("");
        await(() -> timers.waiting() == 1 && status().calls() == 1);
        registry.remove(slow);
        assertFalse(said.isDone(), "it waits for a successor");
        add(2, 0, saying("again"));
        assertEquals("again", get(said));
        assertEquals(1, status().redone());
        answer.complete("late");
        await(() -> timers.waiting() == 0);
        assertEquals("again", said.join(), "a late answer changes nothing");
    }

    @Test
    void resultsComeOnWorkers() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        registry.add(
                List.of("x"),
                0,
                1,
                true,
                text -> text.isEmpty() ? answer : saying("now").say(text));
        assertEquals("now", say("a").getNow(null), "inline and complete");
        CompletableFuture<String> thread =
                say("").thenApply(text -> Thread.currentThread().getName());
        Thread own = new Thread(() -> answer.complete("later"), "plugin's own");
        own.start();
        own.join();
        assertTrue(get(thread).startsWith("parley-worker"), thread.join());
        await(() -> timers.waiting() == 0);
    }

    @Test
    void failuresAreWords() {
        add(1, 0, text -> switch (text) {
            case "wrong" -> CompletableFuture.failedStage(new PluginException("not this one"));
            case "none" -> null;
            default ->
                CompletableFuture.supplyAsync(() -> {
                    throw new IllegalStateException("broken");
                });
        });
        assertEquals(Reason.INVALID, refusal(say("wrong")).reason());
        assertEquals("not this one", refusal(say("wrong")).getMessage());
        assertEquals(Reason.UNAVAILABLE, refusal(say("none")).reason());
        assertEquals(Reason.UNAVAILABLE, refusal(say("")).reason());
        assertEquals(4, status().failures());
        assertEquals(0, status().holds());
        assertEquals(0, timers.waiting());
    }

    @Test
    void stageThatOverrunsSetsItsInstanceAsideAndTakesNoThread() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        add(1, 5, text -> answer);
        add(2, 0, saying("second"));
        CompletableFuture<String> said = say("");
        await(() -> timers.waiting() == 1 && status().calls() == 1);
        CompletableFuture<Void> both = new CompletableFuture<>();
        workers.execute(() -> workers.execute(() -> both.complete(null)));
        get(both);
        timers.pass(1_000);
        assertEquals("second", get(said));
        assertEquals("second", get(say("")), "set aside");
        answer.complete("first");
        await(() -> status().holds() == 0);
        await(() -> "first".equals(say("").join()));
        assertEquals(1, status().overruns());
    }

    @Test
    void absentOneIsNotWaitedForWhereThereIsAnotherResult() throws Exception {
        CompletionStage<String> never = registry.callIfPresent("x", echo -> echo.say(""), () -> "otherwise");
        assertEquals("otherwise", get(never));
        limits.set(new PluginLimits(0, 1_000_000, 100));
        Echo slow = add(1, 0, text -> new CompletableFuture<>());
        CompletionStage<String> said = registry.callIfPresent("x", echo -> echo.say(""), () -> "otherwise");
        await(() -> timers.waiting() == 1 && status().calls() == 1);
        registry.remove(slow);
        assertEquals("otherwise", get(said));
        assertEquals(0, status().parked());
    }

    @Test
    void changedRankingDecidesFromThenOn() throws Exception {
        Echo first = add(1, 0, saying("first"));
        add(2, 0, saying("second"));
        registry.add(List.of("y"), 3, 3, false, saying("other"));
        assertEquals("first", get(say("")));
        assertEquals(List.of("y", "x"), registry.ranked());
        registry.change(List.of("x"), -1, 1, false, first);
        assertEquals("second", get(say("")));
        registry.change(List.of("x"), 7, 1, false, first);
        assertEquals("first", get(say("")));
        assertEquals(List.of("x", "y"), registry.ranked());
        registry.change(List.of("z"), 7, 1, false, first);
        assertEquals("second", get(say("")));
        assertEquals(List.of("z", "y", "x"), registry.ranked());
        registry.remove(first);
        assertEquals(List.of("y", "x"), registry.ranked());
    }

    @Test
    void nobodyElseThanTheSameOneWillDo() throws Exception {
        Echo first = add(1, 0, saying("first"));
        Echo better = add(2, 5, saying("better"));
        assertEquals("better", get(say("?")));
        assertEquals("first", get(registry.callSame("x", first, echo -> echo.say("?"), () -> "gone")));
        registry.remove(first);
        assertEquals("gone", get(registry.callSame("x", first, echo -> echo.say("?"), () -> "gone")));
        assertEquals("gone", get(registry.callSame("y", better, echo -> echo.say("?"), () -> "gone")));
        CompletableFuture<String> said = new CompletableFuture<>();
        limits.set(new PluginLimits(0, 1_000, 100));
        Echo slow = add(3, 9, any -> said);
        CompletionStage<String> under = registry.callSame("x", slow, echo -> echo.say("?"), () -> "gone");
        registry.remove(slow);
        assertEquals("gone", get(under), "a successor does not do it again");
    }

    @Test
    void changesAreTold() {
        AtomicInteger told = new AtomicInteger();
        Runnable listener = told::incrementAndGet;
        registry.onChange(listener);
        Echo echo = add(1, 0, saying("a"));
        assertEquals(1, told.get());
        registry.remove(echo);
        assertEquals(2, told.get());
        registry.forget(listener);
        add(2, 0, saying("b"));
        assertEquals(2, told.get());
    }
}
