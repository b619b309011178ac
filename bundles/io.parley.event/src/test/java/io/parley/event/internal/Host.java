package io.parley.event.internal;

import io.parley.api.event.Event;
import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Receipt;
import io.parley.engine.Awaited;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.FakeTimers;
import io.parley.engine.Quiet;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.SessionOp;
import io.parley.engine.pipeline.Origin;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginLimits;
import io.parley.engine.plugin.Plugins;
import io.parley.event.internal.topic.TopicRules;
import io.parley.event.internal.topic.TopicSettings;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.SubscriptionRequest;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The event service on an engine whose journal and view outlive it. */
final class Host implements AutoCloseable {

    final FakeTimers timers;
    final MemoryJournal journal;
    final MemoryView view;
    final TopicRules rules;
    final Plugins plugins;
    final EngineCore engine;
    final Pipeline pipeline;
    final EventCore core;
    final Inboxes inboxes = new Inboxes();
    private final Workers workers = new Workers(2);

    Host() {
        this(1 << 20);
    }

    /** @param memory for messages, in bytes; with none of it all are read from the journal */
    Host(long memory) {
        this(new FakeTimers(), new MemoryJournal(), new MemoryView(), new TopicRules(), memory);
    }

    private Host(FakeTimers timers, MemoryJournal journal, MemoryView view, TopicRules rules, long memory) {
        this.timers = timers;
        this.journal = journal;
        this.view = view;
        this.rules = rules;
        EngineSettings settings = new EngineSettings(4, 2, memory, Duration.ofDays(36_500), 100, 2_000);
        plugins = new Plugins(() -> PluginLimits.DEFAULT, workers, timers);
        engine = new EngineCore(settings, journal, view, plugins, workers, timers, Set.of("event"));
        pipeline = new Pipeline(engine::batch, plugins, workers, 100);
        core = new EventCore(engine, pipeline, plugins, EventSettings.DEFAULT, rules);
        if (memory > 0) {
            engine.join(inboxes);
        }
        engine.join(core);
    }

    /** Dies, and starts again on what is stored. */
    Host restart() {
        close();
        return new Host(timers, journal.reopen(), view, rules, 1 << 20);
    }

    void rule(String pattern, String... more) {
        Map<String, Object> properties = new HashMap<>(Map.of("pattern", pattern));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        rules.put(pattern, TopicSettings.of(properties));
    }

    void subscribe(String session, String pattern, Guarantee maximum) {
        subscribe(session, true, new SubscriptionRequest(Address.topic(pattern), maximum));
    }

    void subscribe(String session, boolean durable, SubscriptionRequest request) {
        get(core.subscriptions().subscribe(session, durable, request));
    }

    Receipt publish(String topic, String text, Guarantee guarantee, boolean retain) {
        return get(pipeline.accept(message(topic, text), new Origin("anonymous", "p", guarantee, retain)));
    }

    Receipt publish(String sender, String topic, String text, boolean retain) {
        Origin origin = new Origin("anonymous", sender, Guarantee.EXACTLY_ONCE, retain);
        return get(pipeline.accept(message(topic, text), origin));
    }

    Receipt publish(String topic, String text) {
        return publish(topic, text, Guarantee.AT_LEAST_ONCE, false);
    }

    static Message message(String topic, String text) {
        return Message.to(Address.topic(topic)).payload(text).build();
    }

    void closeSession(String session) {
        get(engine.batch().add(new SessionOp.Closed(session, true)).commit());
    }

    static String text(Event event) {
        return new String(event.message().payload().toBytes());
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
        core.stop();
        engine.close();
        workers.close();
        journal.close();
    }
}
