package io.parley.session.internal;

import io.parley.api.session.SessionService;
import io.parley.engine.Awaited;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.FakeTimers;
import io.parley.engine.Quiet;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The real session service, whose journal and view outlive it: for the tests of bundles that are built on it. */
public final class SessionHost implements AutoCloseable {

    public final FakeTimers timers;
    public final EngineCore engine;
    public final SessionService sessions;
    public final SessionFigures figures;
    public final Workers workers = new Workers(2);
    private final MemoryJournal journal;
    private final MemoryView view;

    public SessionHost() {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView());
    }

    private SessionHost(FakeTimers timers, MemoryJournal journal, MemoryView view) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        EngineSettings settings = new EngineSettings(4, 2, 1 << 20, Duration.ofDays(36_500), 1_000, 2_000);
        Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(settings, journal, view, plugins, workers, timers, Set.of("session"));
        Map<String, Object> services = new HashMap<>();
        Pipeline pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        new SessionComponent(context(services), Map.of(), engine, pipeline, plugins);
        sessions = (SessionService) services.get(SessionService.class.getName());
        figures = (SessionFigures) services.get(SessionFigures.class.getName());
    }

    private static BundleContext context(Map<String, Object> services) {
        return (BundleContext) Proxy.newProxyInstance(
                SessionHost.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, given) -> {
                    if (given[0] instanceof Class<?> type) {
                        services.put(type.getName(), given[1]);
                    }
                    return Proxy.newProxyInstance(
                            SessionHost.class.getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, call, none) -> null);
                });
    }

    /** Dies; the next one starts on what is stored. */
    public SessionHost restart() {
        close();
        return new SessionHost(timers, journal.reopen(), view);
    }

    /** Until nothing is under way. */
    public void settle() {
        Quiet.await(engine, workers);
    }

    public static <T> T get(CompletionStage<T> stage) {
        return Awaited.get(stage, 10);
    }

    @Override
    public void close() {
        engine.close();
        workers.close();
        journal.close();
    }
}
