package io.parley.session.internal;

import io.parley.api.message.Message;
import io.parley.api.session.SessionService;
import io.parley.engine.Engine;
import io.parley.engine.MessageRef;
import io.parley.engine.Participant;
import io.parley.engine.contract.GroupStates;
import io.parley.engine.contract.Holds;
import io.parley.engine.contract.Moves;
import io.parley.engine.contract.SessionFigures;
import io.parley.engine.contract.SessionPart;
import io.parley.engine.contract.States;
import io.parley.engine.contract.Tokens;
import io.parley.engine.op.GroupOp;
import io.parley.engine.op.InboxOp;
import io.parley.engine.op.Op;
import io.parley.engine.op.SessionOp;
import io.parley.engine.op.WillOp;
import io.parley.engine.pipeline.Acceptor;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.status.Status;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The session service, put together. Plain Java; a component or a test wires it, and makes it join the engine. */
final class SessionCore implements Participant, Status, MetricSource {

    private static final Set<Op.Family> FAMILIES =
            Collections.unmodifiableSet(EnumSet.of(Op.Family.SESSION, Op.Family.GROUP, Op.Family.INBOX));

    private final AtomicReference<Settings> settings;
    private final SessionTable table;
    private final GroupTable groups;
    private final SharedStates shared;
    private final Listeners listeners;
    private final Sessions sessions;
    private final SessionTokens tokens;
    private final Wills wills;
    private final SessionHolds holds;
    private final FiguresOfSessions figures;
    private final LifePart part;
    private final Engine engine;

    /** With so many sessions it takes seconds to take up all of them. */
    private static final int MANY = 10_000;

    SessionCore(Engine engine, Plugins plugins, Settings settings) {
        this(engine, plugins, settings, MANY);
    }

    /** @param many so many stored sessions are not all taken up before work begins */
    SessionCore(Engine engine, Plugins plugins, Settings settings, int many) {
        this.engine = engine;
        this.settings = new AtomicReference<>(settings);
        table = new SessionTable(engine.shards(), engine::name, new StateCache(), many);
        groups = new GroupTable(engine.shards(), table.cache(), engine.timers()::now);
        shared = new SharedStates(engine, groups, this.settings::get);
        Slice[] slices = engine.shards().all().stream().map(Slice::new).toArray(Slice[]::new);
        wills = new Wills(engine, table.wills());
        listeners = new Listeners(plugins.sessionListeners(), table.followers(), engine.workers());
        sessions = new Sessions(engine, table, slices, wills, listeners, shared, this.settings::get);
        tokens = new SessionTokens(engine, table, slices);
        holds = new SessionHolds(engine, table, slices, sessions, wills);
        part = new LifePart(table, sessions.states, this.settings::get, engine.timers());
        figures = new FiguresOfSessions(engine, table, slices, sessions);
    }

    SessionService service() {
        return sessions;
    }

    States states() {
        return sessions;
    }

    GroupStates groupStates() {
        return shared;
    }

    Tokens tokens() {
        return tokens;
    }

    Holds holds() {
        return holds;
    }

    SessionFigures figures() {
        return figures;
    }

    Moves moves() {
        return sessions.moves;
    }

    SessionPart part() {
        return part;
    }

    /** What takes messages to all sessions of a principal. */
    Acceptor acceptor() {
        return new PrincipalAcceptor(table);
    }

    /** Tells those who watch that the service stops; nobody else is told anything any more. */
    void close() {
        table.stored().stop();
        sessions.close();
        shared.close();
        listeners.close();
    }

    SessionTable table() {
        return table;
    }

    GroupTable groups() {
        return groups;
    }

    /** What stands in front of reads of state. */
    StateCache cache() {
        return table.cache();
    }

    void configure(Settings next) {
        settings.set(next);
    }

    @Override
    public String name() {
        return "session";
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
        table.load(view);
        groups.load(view);
    }

    @Override
    public void apply(Shard shard, Op op, MessageRef message) {
        if (op instanceof SessionOp change) {
            table.apply(shard, change);
        } else if (op instanceof GroupOp change) {
            groups.apply(change);
        } else if (op instanceof WillOp change) {
            table.wills().apply(change);
        } else if (op instanceof InboxOp.Append append) {
            Message known = message.message();
            long now = engine.timers().now();
            table.received(shard, append, known == null ? 0 : Math.min(known.timeMillis(), now));
            if (known != null) {
                table.followers().received(append.session(), known);
            }
        }
    }

    @Override
    public void started() {
        table.begin(engine.timers());
        sessions.begin();
        shared.begin();
        wills.begin(table);
        table.stored().takeUp(table, engine.timers());
    }

    @Override
    public CompletionStage<Void> settled() {
        return table.stored().complete();
    }

    @Override
    public void collect(Shard shard, ViewChanges changes) {
        table.collect(shard, changes);
        groups.collect(shard, changes);
    }

    @Override
    public void collected(Shard shard) {
        table.collected(shard);
        groups.collected(shard);
    }

    @Override
    public List<Session> sessions(int limit) {
        try (Stream<io.parley.api.session.Session> all = sessions.sessions()) {
            return all.limit(limit)
                    .map(session -> new Session(
                            session.id(), session.principal(), session.state().name(), 0, 0, false, 0, 0, 0, 0, false))
                    .toList();
        }
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>(listeners.metrics());
        metrics.add(Metric.gauge(
                "session.open",
                "Sessions that have not ended, with a connection or without",
                table.registers().size()));
        metrics.add(Metric.gauge("session.group.states", "Groups whose sessions share a state", groups.size()));
        metrics.add(sessions.refusals().metric());
        return metrics;
    }
}
