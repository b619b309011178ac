package io.parley.migration.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageService;
import io.parley.api.message.Receipt;
import io.parley.api.migration.MigrationService;
import io.parley.api.session.GroupService;
import io.parley.api.session.OpenRequest;
import io.parley.api.session.Opened;
import io.parley.api.session.SessionService;
import io.parley.engine.Awaited;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.FakeTimers;
import io.parley.engine.Quiet;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Inboxes;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.contract.Tokens;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.event.internal.EventComponent;
import io.parley.event.internal.GroupComponent;
import io.parley.event.internal.Members;
import io.parley.event.internal.TopicComponent;
import io.parley.event.internal.TopicRulesHolder;
import io.parley.messaging.internal.MessagingComponent;
import io.parley.session.internal.SessionComponent;
import io.parley.spi.migration.Arrivals;
import io.parley.spi.migration.Peer;
import io.parley.spi.protocol.Guarantee;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A Parley in memory: sessions, inboxes, topics and their migration, on an engine whose journal and view outlive it. */
final class Parley implements AutoCloseable {

    final FakeTimers timers;
    final MemoryJournal journal;
    final EngineCore engine;
    final Pipeline pipeline;
    final SessionService sessions;
    final MessageService messages;
    final Subscriptions subscriptions;
    final Inboxes inboxes;
    final Tokens tokens;
    final Holds holds;
    final MigrationService migration;
    private final MemoryView view;
    private final Workers workers = new Workers(2);
    private final Map<String, List<Object>> services = new HashMap<>();
    private final MigrationComponent component;

    Parley() {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView());
    }

    private Parley(FakeTimers timers, MemoryJournal journal, MemoryView view) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        EngineSettings settings = new EngineSettings(4, 2, 1 << 20, Duration.ofDays(36_500), 1_000, 2_000);
        Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(
                settings, journal, view, plugins, workers, timers, Set.of("session", "messaging", "event", "routing"));
        pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        BundleContext context = context();
        TopicRulesHolder topics = new TopicRulesHolder();
        new TopicComponent(Map.of("pattern", "kept/#", "history", true), topics);
        new SessionComponent(context, Map.of("state.keys.max", 5), engine, pipeline, plugins);
        new MessagingComponent(context, Map.of("inbox.max.messages", 1_000), engine, pipeline, plugins);
        new EventComponent(
                context,
                Map.of("subscriptions.max", 9, "groups.max", 2, "group.members.max", 1),
                engine,
                pipeline,
                plugins,
                topics);
        sessions = service(SessionService.class);
        messages = service(MessageService.class);
        subscriptions = service(Subscriptions.class);
        inboxes = service(Inboxes.class);
        tokens = service(Tokens.class);
        holds = service(Holds.class);
        component = new MigrationComponent(context, Map.of("import.max.mib", 1), engine, service(Moves.class), inboxes);
        services.get(SessionPart.class.getName()).forEach(part -> component.addPart((SessionPart) part));
        migration = service(MigrationService.class);
        settle();
    }

    Arrivals arrivals() {
        return service(Arrivals.class);
    }

    /** From now on there is a way to it. */
    void peer(String name, Peer peer) {
        component.addPeer(peer, Map.of(Peer.NAME, name));
    }

    <T> T service(Class<T> type) {
        return type.cast(services.get(type.getName()).get(0));
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                Parley.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, given) -> {
                    String[] names = given[0] instanceof Class<?> type
                            ? new String[] {type.getName()}
                            : given[0] instanceof String[] several ? several : new String[0];
                    for (String name : names) {
                        services.computeIfAbsent(name, any -> new ArrayList<>()).add(given[1]);
                    }
                    return Proxy.newProxyInstance(
                            Parley.class.getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, call, none) -> null);
                });
    }

    /** Dies; the next one starts on what is stored. */
    Parley restart() {
        close();
        // What this one still waits for is not the next one's.
        FakeTimers next = new FakeTimers();
        next.advance(Duration.ofMillis(timers.now() - next.now()));
        return new Parley(next, journal.reopen(), view);
    }

    /** Until nothing is under way. */
    void settle() {
        Quiet.await(engine, workers);
    }

    /** The view has everything, and memory lets go of it. */
    void checkpoint() {
        for (int i = 0; i < 2; i++) {
            settle();
            engine.checkpoint();
            settle();
            assertEquals("", engine.viewFailure());
        }
    }

    Opened open(String id, String principal) {
        return get(sessions.open(new OpenRequest(id, principal, false, Duration.ofDays(1), end -> {})));
    }

    void detach(Opened opened) {
        get(sessions.detach(opened.session().id(), opened.hold()));
        settle();
    }

    /** A session that nobody is connected to. */
    void create(String id) {
        detach(open(id, "anna"));
    }

    Receipt publish(String topic, String text, Guarantee guarantee) {
        Message message = Message.to(Address.topic(topic))
                .payload(text)
                .timeMillis(timers.now())
                .build();
        return get(pipeline.accept(message, new Origin("bert", "bert", guarantee, false)));
    }

    byte[] export(String id) {
        settle();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        get(migration.exportSession(id, out));
        return out.toByteArray();
    }

    void restore(byte[] export) {
        get(migration.importSession(new ByteArrayInputStream(export)));
        settle();
    }

    GroupService groups() {
        return new GroupComponent(sessions, subscriptions, service(Members.class), service(GroupStates.class));
    }

    static <T> T get(CompletionStage<T> stage) {
        return Awaited.get(stage, 20);
    }

    @Override
    public void close() {
        component.close();
        engine.close();
        workers.close();
        journal.close();
    }
}
