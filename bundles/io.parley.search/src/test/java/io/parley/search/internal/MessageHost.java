package io.parley.search.internal;

import io.parley.api.event.EventService;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.search.MessageSearch.Hit;
import io.parley.api.search.MessageSearch.Page;
import io.parley.engine.Awaited;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.FakeTimers;
import io.parley.engine.Quiet;
import io.parley.engine.contract.AgentTopic;
import io.parley.engine.contract.Histories;
import io.parley.engine.lane.Workers;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.event.internal.EventComponent;
import io.parley.event.internal.TopicRulesHolder;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The search in messages on the real event service, whose journal, view and index outlive it. */
final class MessageHost implements AutoCloseable {

    final FakeTimers timers;
    final EngineCore engine;
    final EventService events;
    final Workers workers = new Workers(2);
    Histories histories;
    Settings settings;
    MessageSearchCore search;
    private final MemoryJournal journal;
    private final MemoryView view;

    /** An empty Parley, whose messages of agents and of chats are kept and indexed in that folder. */
    MessageHost(Path folder) {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView(), settings(folder, AgentTopic.ALL, "chat/#"));
    }

    private MessageHost(FakeTimers timers, MemoryJournal journal, MemoryView view, Settings settings) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        this.settings = settings;
        EngineSettings limits = new EngineSettings(4, 2, 1 << 20, Duration.ofDays(36_500), 1_000, 2_000);
        Plugins plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(limits, journal, view, plugins, workers, timers, Set.of("event"));
        Map<String, Object> services = new HashMap<>();
        Pipeline pipeline = new Pipeline(engine::batch, plugins, workers, 1_000);
        new EventComponent(context(services), Map.of(), engine, pipeline, plugins, new TopicRulesHolder());
        events = (EventService) services.get(EventService.class.getName());
        histories = (Histories) services.get(Histories.class.getName());
        keep(0);
        begin();
    }

    static Settings settings(Path folder, String... patterns) {
        return Settings.of(Map.of("folder", folder.toString(), "messages", patterns), folder);
    }

    /** @param services what is registered, by the names of the types */
    static BundleContext context(Map<String, Object> services) {
        return (BundleContext) Proxy.newProxyInstance(
                MessageHost.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, given) -> {
                    if (given[0] instanceof Class<?> type) {
                        services.put(type.getName(), given[1]);
                    }
                    return method.getReturnType() != ServiceRegistration.class
                            ? null
                            : Proxy.newProxyInstance(
                                    MessageHost.class.getClassLoader(),
                                    new Class<?>[] {ServiceRegistration.class},
                                    (registration, call, none) -> null);
                });
    }

    /** @param messages of each topic; 0 for any number */
    void keep(int messages) {
        histories.keep(AgentTopic.ALL, new Histories.Keeping(AgentTopic.ALL, 0, 0, messages));
        histories.keep("chat", new Histories.Keeping("chat/#", 0, 0, messages));
    }

    /** A search that begins now. */
    MessageSearchCore another() {
        try {
            return new MessageSearchCore(histories, timers, workers, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The search starts, and has built its index. */
    void begin() {
        search = another();
        while (!search.keeping().built() && search.keeping().failure().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    void end() {
        try {
            search.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dies, and starts again on what is stored. */
    MessageHost restart() {
        close();
        return new MessageHost(timers, journal.reopen(), view, settings);
    }

    /** What one agent says to another, a moment after what was said before. */
    Message say(String from, String to, String text) {
        timers.advance(Duration.ofMillis(1));
        return publish(
                new AgentTopic(from, to).address(),
                message -> message.payload(text).contentType("text/plain"));
    }

    Message publish(Address topic, UnaryOperator<MessageBuilder> made) {
        Message message = made.apply(Message.to(topic).timeMillis(timers.now())).build();
        get(events.publish(message, false));
        return message;
    }

    Page page(String text, Optional<String> agent, Optional<String> after, int limit) {
        return get(search.search(text, agent, after, limit));
    }

    /** The excerpts of all that is found, of which the total must tell. */
    List<String> found(String text) {
        Page page = page(text, Optional.empty(), Optional.empty(), 100);
        if (page.totalCount() != page.hits().size()) {
            throw new AssertionError(
                    page.totalCount() + " in all, " + page.hits().size() + " found");
        }
        return page.hits().stream().map(Hit::excerpt).toList();
    }

    /** Until nothing is under way. */
    void settle() {
        Quiet.await(engine, workers);
    }

    static <T> T get(CompletionStage<T> stage) {
        return Awaited.get(stage, 30);
    }

    @Override
    public void close() {
        end();
        engine.close();
        workers.close();
        journal.close();
    }
}
