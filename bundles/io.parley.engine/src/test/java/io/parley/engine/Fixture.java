package io.parley.engine;

import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.InterceptionLimits;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.View;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An engine on a memory journal and view, which outlive it. */
final class Fixture implements AutoCloseable {

    /** The journal may grow by so much without a checkpoint. */
    static final long CHECKPOINT = 1 << 20;

    final FakeTimers timers = new FakeTimers();
    final Workers workers = new Workers(2);
    final AtomicReference<InterceptionLimits> interception = new AtomicReference<>(InterceptionLimits.DEFAULT);
    final Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, interception::get, workers, timers);
    MemoryJournal journal = new MemoryJournal();
    View view = new MemoryView();
    EngineCore engine;

    EngineCore start(String... required) {
        return start(journal, 2_000, required);
    }

    EngineCore start(Journal on, long drainMillis, String... required) {
        EngineSettings settings =
                new EngineSettings(8, 2, 1 << 20, Duration.ofSeconds(5), 1_000, drainMillis, 256L << 20, CHECKPOINT);
        engine = new EngineCore(settings, on, view, plugins, workers, timers, Set.of(required));
        return engine;
    }

    /** As after a crash: nothing is told to the view. */
    void crash() {
        engine.close();
        journal = journal.reopen();
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** What the stage fails with. */
    static Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            get(stage);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("It did not fail");
    }

    @Override
    public void close() {
        engine.close();
        workers.close();
        journal.close();
    }
}
