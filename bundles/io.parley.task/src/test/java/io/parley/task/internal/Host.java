package io.parley.task.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.Session;
import io.parley.api.session.SessionService;
import io.parley.api.task.Details;
import io.parley.api.task.NewSession;
import io.parley.api.task.SessionDirectory;
import io.parley.api.task.TaskService;
import io.parley.engine.Batch;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.session.internal.SessionComponent;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import io.parley.testkit.Quiet;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Tasks and the directory, on the real session service, whose journal and view outlive it. Inboxes just take messages. */
final class Host implements AutoCloseable {

    private static final int THREADS = 2;

    final FakeTimers timers;
    final MemoryJournal journal;
    final MemoryView view;
    final EngineCore engine;
    final SessionService sessions;
    final SessionFigures figures;
    final TaskCore core;
    volatile boolean refusing;
    private final Workers workers = new Workers(THREADS);

    Host() {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView());
    }

    private Host(FakeTimers timers, MemoryJournal journal, MemoryView view) {
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
        core = new TaskCore(sessions, figures, inboxes(), timers, workers, Settings.DEFAULT);
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

    private MessageService inboxes() {
        return (MessageService) Proxy.newProxyInstance(
                Host.class.getClassLoader(),
                new Class<?>[] {MessageService.class},
                (proxy, method, given) -> refusing
                        ? CompletableFuture.failedStage(new RefusedException(Reason.LIMIT, "the inbox is full"))
                        : deliver((Message) given[0], true));
    }

    private CompletionStage<?> deliver(Message message, boolean durable) {
        Batch batch = engine.batch();
        int place = batch.add(message, StoredMessage.plain(message));
        batch.add(new InboxOp.Append(message.address().name(), place, Guarantee.AT_LEAST_ONCE, false, durable));
        return batch.commit();
    }

    /** So many messages come. */
    void messages(String session, int count) {
        for (int i = 0; i < count; i++) {
            Message message = Message.to(Address.session(session))
                    .timeMillis(timers.now())
                    .payload("text " + i)
                    .build();
            get(deliver(message, true));
        }
        settle();
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        close();
        Host next = new Host(timers, journal.reopen(), view);
        next.settle();
        return next;
    }

    TaskService tasks() {
        return core.tasks();
    }

    SessionDirectory directory() {
        return core.directory();
    }

    Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    /** Time passes, and what it brings has happened. */
    void pass(Duration time) {
        settle();
        timers.advance(time);
        settle();
    }

    /** Somebody is connected to it from now on. */
    Opened open(String id, boolean clean) {
        return get(sessions.open(new OpenRequest(id, Session.ANONYMOUS, clean, Duration.ofDays(30), end -> {})));
    }

    static NewSession wish(String id, String title) {
        return new NewSession(
                Optional.of(id),
                Session.ANONYMOUS,
                new Details(title, "about " + title, "anna"),
                Duration.ofDays(365),
                Optional.empty());
    }

    /** Made, and nobody is connected to it. */
    void create(String id) {
        get(directory().create(wish(id, "title of " + id)));
    }

    void settle() {
        Quiet.await(engine::underWay, engine.shards().all(), workers, THREADS);
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
        core.close();
        engine.close();
        workers.close();
        journal.close();
    }
}
