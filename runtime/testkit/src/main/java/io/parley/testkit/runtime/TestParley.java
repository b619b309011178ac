package io.parley.testkit.runtime;

import io.parley.api.agent.AgentMessages;
import io.parley.api.cache.CacheService;
import io.parley.api.event.EventService;
import io.parley.api.message.MessageService;
import io.parley.api.message.QueueAdmin;
import io.parley.api.session.GroupService;
import io.parley.api.session.SessionService;
import io.parley.api.transaction.TransactionService;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.compressor.Compressor;
import io.parley.spi.filter.Filter;
import io.parley.spi.interceptor.Interceptor;
import io.parley.spi.router.Router;
import io.parley.spi.serializer.Serializer;
import io.parley.testkit.MemoryCaches;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parley in memory, for unit tests: the same services on the same engine as in the distribution, without OSGi, disk and sockets.
 *
 * <pre>{@code
 * try (var parley = TestParley.start()) {
 *     parley.messages().send(Message.to(Address.queue("orders")).payload("one").build());
 * }
 * }</pre>
 *
 * <p>Of the plug-ins, JSON, the filter {@code selector} and all routers of Parley's own are there. Services are safe for all threads, as
 * ever; the methods of this class are for one thread at a time.
 */
public final class TestParley implements AutoCloseable {

    private static final EngineSettings SETTINGS =
            new EngineSettings(8, 2, 64 << 20, Duration.ofDays(36_500), 1_000, 2_000);
    private static final int LANE = 100_000;

    private final MemoryJournal journal;
    private final MemoryView view;
    private final MovableTimers timers;
    private final Workers workers = new Workers(2);
    private final Plugins plugins;
    private final AtomicLong pluginIds = new AtomicLong();
    private final EngineCore engine;
    private final ServiceTable services = new ServiceTable();
    private final Components components;
    private final MemoryCaches caches;
    private final Settling settling;

    private TestParley(MemoryJournal journal, MemoryView view) {
        this.journal = journal;
        this.view = view;
        timers = new MovableTimers();
        caches = new MemoryCaches(timers::now);
        plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        OwnPlugins.addTo(plugins, services.context);
        engine = new EngineCore(
                SETTINGS, journal, view, plugins, workers, timers, Set.of("session", "messaging", "event"));
        settling = new Settling(engine, workers);
        components = new Components(services, engine, new Pipeline(engine::batch, plugins, workers, LANE), plugins);
    }

    /** An empty Parley. */
    public static TestParley start() {
        return new TestParley(new MemoryJournal(), new MemoryView());
    }

    public MessageService messages() {
        return services.get(MessageService.class);
    }

    public QueueAdmin queues() {
        return services.get(QueueAdmin.class);
    }

    public EventService events() {
        return services.get(EventService.class);
    }

    public SessionService sessions() {
        return services.get(SessionService.class);
    }

    public GroupService groups() {
        return services.get(GroupService.class);
    }

    public TransactionService transactions() {
        return components.transactions();
    }

    public AgentMessages agents() {
        return services.get(AgentMessages.class);
    }

    public CacheService caches() {
        return caches;
    }

    /**
     * Configures as a file of that PID does: {@code io.parley.queue~orders}, {@code io.parley.route~in}, {@code io.parley.topic~audit}, and
     * {@code io.parley.messaging}, {@code session}, {@code event} and {@code agent}. A wrong value is logged in words, and what
     * was good before stays, as ever.
     *
     * @param properties instead of all that there were; lists as {@code String[]}
     * @throws IllegalArgumentException for another PID
     */
    public TestParley configure(String pid, Map<String, Object> properties) {
        components.configure(pid, properties);
        return this;
    }

    /** The configuration is no longer there. */
    public TestParley unconfigure(String pid) {
        components.configure(pid, null);
        return this;
    }

    /** Adds a serializer for these content types. Of several plug-ins of one name the first counts, but any before Parley's own. */
    public Plugin add(Serializer serializer, String... names) {
        return add(plugins.serializers(), serializer, names);
    }

    /** Adds a compressor, as {@link #add(Serializer, String...)} does. */
    public Plugin add(Compressor compressor, String... names) {
        return add(plugins.compressors(), compressor, names);
    }

    /** Adds a router, as {@link #add(Serializer, String...)} does. */
    public Plugin add(Router router, String... names) {
        return add(plugins.routers(), router, names);
    }

    /** Adds a filter, as {@link #add(Serializer, String...)} does. */
    public Plugin add(Filter filter, String... names) {
        return add(plugins.filters(), filter, names);
    }

    /** Adds an interceptor; those that were added earlier are asked first. */
    public Plugin add(Interceptor interceptor, String name) {
        return add(plugins.interceptors(), interceptor, name);
    }

    private <S> Plugin add(PluginRegistry<S> registry, S plugin, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("A plug-in needs a name by which it is chosen");
        }
        registry.add(List.of(names), 0, pluginIds.incrementAndGet(), false, plugin);
        return () -> registry.remove(plugin);
    }

    /** The time here: that of the system, and what {@link #advance} has added. */
    public Instant now() {
        return Instant.ofEpochMilli(timers.now());
    }

    /**
     * Lets time pass at once: leases end, delayed messages come, messages and sessions expire. Returns when what is due has been done.
     * Times that your code takes from the system's clock are not moved: take them from {@link #now}.
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + time);
        }
        timers.advance(time);
        settle();
    }

    /**
     * Returns when nothing is on its way: what was sent before is stored, and was handed to subscribers that asked for it.
     *
     * @throws AssertionError when there is still work after ten seconds, since a plug-in hangs, say
     */
    public void settle() {
        settling.await();
    }

    /**
     * Dies, as by {@code kill -9}, and starts anew on what was stored. Configurations and added plug-ins are to be given anew; this one, its
     * services and their subscribers are of no use any more.
     */
    public TestParley restart() {
        stop();
        return new TestParley(journal.reopen(), view);
    }

    private void stop() {
        engine.close();
        workers.close();
        timers.close();
    }

    /** Stops in order: those who listen are told. */
    @Override
    public void close() {
        components.close();
        stop();
        journal.close();
    }
}
