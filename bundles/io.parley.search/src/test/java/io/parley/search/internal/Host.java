package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.search.SessionSearch.Page;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.DetailsValue;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.session.internal.SessionComponent;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import io.parley.testkit.Quiet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The search on the real session service, whose journal, view and index outlive it. */
final class Host implements AutoCloseable {

    private static final int THREADS = 2;

    final FakeTimers timers;
    final MemoryJournal journal;
    final MemoryView view;
    final EngineCore engine;
    final SessionService sessions;
    final SessionFigures figures;
    final Settings settings;
    SearchCore search;
    private final Workers workers = new Workers(THREADS);

    Host(Path folder) {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView(), folder);
    }

    private Host(FakeTimers timers, MemoryJournal journal, MemoryView view, Path folder) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        this.settings = Settings.of(Map.of("folder", folder.toString()), folder);
        EngineSettings own = new EngineSettings(4, 2, 1 << 20, Duration.ofDays(36_500), 1_000, 2_000);
        Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(own, journal, view, plugins, workers, timers, Set.of("session"));
        Map<String, Object> services = new HashMap<>();
        Pipeline pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        new SessionComponent(context(services), Map.of(), engine, pipeline, plugins);
        sessions = (SessionService) services.get(SessionService.class.getName());
        figures = (SessionFigures) services.get(SessionFigures.class.getName());
        begin();
    }

    private static BundleContext context(Map<String, Object> services) {
        return (BundleContext) Proxy.newProxyInstance(
                Host.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, given) -> {
                    if (given[0] instanceof Class<?> type) {
                        services.put(type.getName(), given[1]);
                    }
                    return Proxy.newProxyInstance(
                            Host.class.getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, call, none) -> null);
                });
    }

    /** The search starts, and has built its index. */
    void begin() {
        try {
            search = new SearchCore(sessions, figures, timers, workers, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settle();
    }

    void end() {
        try {
            search.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        close();
        return new Host(timers, journal.reopen(), view, settings.folder());
    }

    void open(String id) {
        get(sessions.open(new OpenRequest(id, Session.ANONYMOUS, false, Duration.ofDays(30), end -> {})));
    }

    void describe(String id, String title, String description, String agent) {
        Details details = new Details(title, description, agent);
        get(sessions.putState(id, DetailsValue.KEY, DetailsValue.of(details), OptionalLong.empty()));
    }

    /** One with a title, made a moment after the one before. */
    void make(String id, String title) {
        timers.advance(Duration.ofMillis(1));
        open(id);
        describe(id, title, "", "");
    }

    Page page(String text, Optional<String> after, int limit) {
        return get(search.search(text, after, limit));
    }

    /** All that is found, of which the total must tell. */
    List<String> found(String text) {
        Page page = page(text, Optional.empty(), 1_000);
        if (page.totalCount() != page.hits().size()) {
            throw new AssertionError(
                    page.totalCount() + " in all, " + page.hits().size() + " found");
        }
        return page.hits().stream().map(hit -> hit.session()).toList();
    }

    void settle() {
        Quiet.await(engine::underWay, engine.shards().all(), workers, THREADS);
        while (!search.built() && search.failure().isEmpty()) {
            Thread.onSpinWait();
        }
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

    @Override
    public void close() {
        end();
        engine.close();
        workers.close();
        journal.close();
    }
}
