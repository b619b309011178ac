package io.parley.event.internal;

import io.parley.api.event.EventService;
import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.Stragglers;
import io.parley.engine.contract.Histories;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.Subscriptions;
import io.parley.engine.op.Op;
import io.parley.engine.op.QueueOp;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.SubscriptionOp;
import io.parley.engine.op.TopicOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.MessageFilters;
import io.parley.engine.plugin.PluginRegistry;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.status.Status;
import io.parley.event.internal.flow.Cursors;
import io.parley.event.internal.flow.Extracts;
import io.parley.event.internal.flow.FlowHub;
import io.parley.event.internal.retained.RetainedDelivery;
import io.parley.event.internal.retained.RetainedTable;
import io.parley.event.internal.retained.UnderWay;
import io.parley.event.internal.topic.History;
import io.parley.event.internal.topic.Retention;
import io.parley.event.internal.topic.TopicRules;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.session.SessionListener;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The event service, put together. Plain Java; a component or a test wires it, and makes it join the engine. */
final class EventCore implements Participant, Status, MetricSource {

    private static final Set<Op.Family> FAMILIES = Collections.unmodifiableSet(
            EnumSet.of(Op.Family.TOPIC, Op.Family.SUBSCRIPTION, Op.Family.SHARE, Op.Family.SESSION));

    private final Engine engine;
    private final Pipeline pipeline;
    private final AtomicReference<EventSettings> settings;
    private final StartGate gate;
    private final SubscriptionTable subscriptions;
    private final RetainedTable retained;
    private final History history;
    private final Cursors cursors;
    private final FlowHub flows;
    private final Retention retention;
    private final SessionSubscriptions sessionSubscriptions;
    private final TopicAcceptor acceptor;
    private final GroupAcceptor groupAcceptor;
    private final Presence presence;
    private final MemberWatch memberWatch;
    private final PluginRegistry<SessionListener> sessionListeners;
    private final Events events;
    private final KeptHistories histories;
    private final SubscriptionPart part;
    private volatile boolean started;

    EventCore(Engine engine, Pipeline pipeline, Plugins plugins, EventSettings settings, TopicRules rules) {
        this.engine = engine;
        this.pipeline = pipeline;
        this.settings = new AtomicReference<>(settings);
        gate = new StartGate(engine.shards());
        subscriptions = new SubscriptionTable(engine.shards(), engine::name);
        retained = new RetainedTable(engine);
        history = new History(engine);
        cursors = new Cursors(engine.shards());
        flows = new FlowHub(engine, history, cursors, plugins);
        retention = new Retention(engine, history, rules);
        UnderWay underWay = new UnderWay();
        MessageFilters filters = plugins.messageFilters();
        presence = new Presence(pipeline);
        memberWatch = new MemberWatch(engine.shards(), subscriptions, presence);
        sessionListeners = plugins.sessionListeners();
        sessionSubscriptions = new SessionSubscriptions(
                engine,
                filters,
                rules,
                subscriptions,
                gate,
                new RetainedDelivery(engine, filters, retained, underWay),
                presence,
                this.settings::get);
        InboxEntries inboxes = new InboxEntries(filters);
        groupAcceptor = new GroupAcceptor(subscriptions.members(), inboxes);
        acceptor = new TopicAcceptor(
                engine, inboxes, subscriptions, retained, underWay, history, flows, rules, this.settings::get);
        events = new Events(engine, pipeline, flows, cursors, gate);
        Extracts extracts = new Extracts(engine, history);
        histories = new KeptHistories(engine, gate, history, rules, extracts);
        part = new SubscriptionPart(
                engine, rules, subscriptions, sessionSubscriptions, cursors, extracts, this.settings::get);
    }

    SessionPart part() {
        return part;
    }

    EventService service() {
        return events;
    }

    Subscriptions subscriptions() {
        return sessionSubscriptions;
    }

    Histories histories() {
        return histories;
    }

    Acceptor acceptor() {
        return acceptor;
    }

    Retention retention() {
        return retention;
    }

    void configure(EventSettings next) {
        settings.set(next);
    }

    @Override
    public String name() {
        return "event";
    }

    @Override
    public Set<Op.Family> families() {
        return FAMILIES;
    }

    @Override
    public boolean loadsAside() {
        return true;
    }

    @Override
    public void load(View view) throws JournalException {
        subscriptions.load(view);
        engine.namesKnown(subscriptions::name);
        retained.load(view);
        history.load(view);
        cursors.load(view);
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        if (op instanceof TopicOp change) {
            apply(shard, change, message);
        } else if (op instanceof SubscriptionOp change) {
            subscriptions.apply(shard, change);
        } else if (op instanceof QueueOp.Opened || op instanceof QueueOp.Ended) {
            subscriptions.groups().apply(shard, (QueueOp) op);
        } else if (op instanceof SessionOp.Closed closed) {
            subscriptions.end(shard, closed.session());
        } else if (op instanceof SessionOp.Left left) {
            subscriptions.end(shard, left.session());
            sessionSubscriptions.leaving(left.session(), false);
        } else if (op instanceof SessionOp.Leaving leaving) {
            sessionSubscriptions.leaving(leaving.session(), true);
        } else if (op instanceof SessionOp.Stayed stayed) {
            sessionSubscriptions.leaving(stayed.session(), false);
        }
    }

    private void apply(Shard shard, TopicOp op, MessageRef message) {
        if (op instanceof TopicOp.Append append && append.durable()) {
            history.append(shard, append, message, flows.listens(append.topic()));
            flows.appended(append.topic(), message.position());
        } else if (op instanceof TopicOp.Append append) {
            flows.live(shard, append.topic(), message);
        } else if (op instanceof TopicOp.Move move) {
            history.moved(shard, move, message);
        } else if (op instanceof TopicOp.MoveRetained move) {
            retained.moved(shard, move, message);
        } else if (op instanceof TopicOp.Retain retain) {
            retained.apply(shard, retain, message);
        } else if (op instanceof TopicOp.ClearRetained clear) {
            retained.apply(shard, clear);
        } else if (op instanceof TopicOp.CursorSet set) {
            cursors.apply(shard, set);
        } else if (op instanceof TopicOp.CursorRemoved removed) {
            cursors.apply(shard, removed);
        }
    }

    /** Who is in which group. */
    Members members() {
        return subscriptions.members();
    }

    @Override
    public void started() {
        started = true;
        pipeline.acceptor(acceptor);
        pipeline.acceptor(groupAcceptor);
        gate.open();
        subscriptions.members().complete();
        subscriptions.groups().whenDeserted(new SharedEnds(engine, subscriptions.groups())::end);
        new ReplayEnds(engine, subscriptions, cursors).begin();
        subscriptions.whenMemberEnded(member -> presence.tell(member.pattern(), member.session, Presence.Change.ENDED));
        sessionListeners.add(List.of(MemberWatch.NAME), 0, 0, true, memberWatch);
        retention.begin();
    }

    /** Tells those who listen that there is no more to come. */
    void stop() {
        sessionListeners.remove(memberWatch);
        retention.end();
        flows.close(new RefusedException(Reason.UNAVAILABLE, "The event service stops"));
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        subscriptions.collect(shard, changes);
        retained.collect(shard, changes);
        history.collect(shard, changes);
        cursors.collect(shard, changes);
    }

    @Override
    public void collected(Shard shard) {
        retained.collected(shard);
        history.collected(shard);
    }

    @Override
    public void relocate(long below, Stragglers found) throws JournalException {
        retained.relocate(below, found);
        history.relocate(below, found);
    }

    @Override
    public List<Topic> topics(int limit) {
        if (!started) {
            return List.of();
        }
        return Stream.concat(history.topics(), retained.topics().filter(topic -> !history.contains(topic)))
                .limit(limit)
                .map(this::topic)
                .toList();
    }

    private Topic topic(String name) {
        Shard shard = engine.shards().of(name);
        boolean kept = retained.contains(name);
        History.Summary summary = CompletableFuture.supplyAsync(() -> history.summary(shard, name), shard)
                .join();
        long parked = pipeline.waiting(Address.topic(name));
        return summary == null
                ? new Topic(name, 0, kept, 0, parked)
                : new Topic(name, summary.events(), kept, summary.lastSequence(), parked);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                Metric.gauge("event.subscriptions", "Subscriptions to topics", subscriptions.count()),
                Metric.gauge(
                        "event.groups",
                        "Groups of sessions",
                        subscriptions.members().count()),
                Metric.gauge("event.retained", "Topics with a retained value", retained.size()),
                Metric.gauge("event.readers", "Readers of histories", flows.size()),
                Metric.counter(
                        "event.dropped",
                        "Events that found no room at a reader in this process",
                        flows.droppedCount()));
    }
}
