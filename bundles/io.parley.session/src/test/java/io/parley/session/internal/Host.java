package io.parley.session.internal;

import io.parley.api.session.Holder;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.SessionService;
import io.parley.engine.Awaited;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.FakeTimers;
import io.parley.engine.Quiet;
import io.parley.engine.lane.Workers;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The session service on an engine whose journal and view outlive it. */
final class Host implements AutoCloseable {

    static final Duration HOUR = Duration.ofHours(1);

    final FakeTimers timers;
    final MemoryJournal journal;
    final MemoryView view;
    final Plugins plugins;
    final EngineCore engine;
    final SessionCore core;
    final Workers workers = new Workers(2);

    Host(Settings settings) {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView(), settings, 10_000);
    }

    private Host(FakeTimers timers, MemoryJournal journal, MemoryView view, Settings settings, int many) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        EngineSettings engineSettings = new EngineSettings(4, 2, 1 << 20, Duration.ofDays(36_500), 100, 2_000);
        plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(engineSettings, journal, view, plugins, workers, timers, Set.of("session"));
        core = new SessionCore(engine, plugins, settings, many);
        engine.join(core);
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        return restart(Settings.DEFAULT, 10_000);
    }

    /** @param many so many stored sessions are taken up when work has begun */
    Host restart(Settings settings, int many) {
        close();
        timers.start();
        Host next = new Host(timers, journal.reopen(), view, settings, many);
        next.settle(); // That nobody holds a session any more is found on the shards.
        return next;
    }

    SessionService service() {
        return core.service();
    }

    Opened open(String id, boolean clean, Duration expiry) {
        return open(id, clean, expiry, end -> {});
    }

    Opened open(String id, boolean clean, Duration expiry, Holder holder) {
        return get(service().open(new OpenRequest(id, "anonymous", clean, expiry, holder)));
    }

    /** Nothing is on its way to the journal, and all tasks of all shards and workers that were handed over before have run. */
    void settle() {
        Quiet.await(engine, workers);
    }

    static <T> T get(CompletionStage<T> stage) {
        return Awaited.get(stage, 10);
    }

    @Override
    public void close() {
        engine.close();
        workers.close();
        journal.close();
    }
}
