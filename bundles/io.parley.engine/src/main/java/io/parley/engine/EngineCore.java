package io.parley.engine;

import io.parley.api.cache.CacheService;
import io.parley.api.message.Address;
import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.Op;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: shards, journal and view put together. Plain Java; a component or a test wires it. */
public final class EngineCore implements Engine, MetricSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineCore.class);

    /** How long a participant that comes back waits for the batches it missed. */
    private static final long STUCK_MILLIS = 30_000;

    private final EngineSettings settings;
    private final Journal journal;
    private final View view;
    private final Shards shards;
    private final Workers workers;
    private final Timers timers;
    private final Messages messages;
    private final References[] references;
    private final Admission admission;
    private final Retention retention;
    private final Compaction compaction;
    private final Checkpoints checkpoints;
    private final EngineMetrics metrics = new EngineMetrics();
    private final Map<String, Participant> participants = new TreeMap<>(); // guarded by this
    private final Attendance attendance;
    private final Turns turns;
    private final Succession succession;
    private final Loading loading; // guarded by this
    private final Set<String> needed = new TreeSet<>(); // guarded by this
    private final List<Participant> unstarted = new ArrayList<>(); // guarded by this
    private boolean recovered; // guarded by this

    /** Until everything that is stored has been taken up. */
    private final Names names = new Names();

    private volatile boolean closed;

    /** Why nobody can join any more, for people; empty while all is well. */
    private String broken = ""; // guarded by this

    /** @param required names of the participants without which no work begins */
    public EngineCore(
            EngineSettings settings,
            Journal journal,
            View view,
            Plugins plugins,
            Workers workers,
            Timers timers,
            Set<String> required) {
        this.settings = settings;
        this.journal = journal;
        this.view = view;
        this.workers = workers;
        this.timers = timers;
        this.needed.addAll(required);
        this.shards = new Shards(settings.shards(), settings.threads());
        this.attendance = new Attendance(shards);
        this.turns = new Turns(shards);
        this.succession = new Succession(journal);
        this.loading = new Loading(view);
        this.messages = new Messages(journal, workers, plugins.compressors(), settings.memoryBytes());
        this.references = new References[settings.shards()];
        for (int i = 0; i < references.length; i++) {
            references[i] = new References();
        }
        this.admission = new Admission(settings.parkedBatches());
        this.retention = new Retention(journal);
        this.compaction = new Compaction(journal, this::batch, messages::chunk, this::chunkWriter);
        this.checkpoints = new Checkpoints(
                journal, retention, view, shards, references, timers, settings, compaction, messages.cache()::trimmed);
    }

    @Override
    public Shards shards() {
        return shards;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public Messages messages() {
        return messages;
    }

    @Override
    public Batch batch() {
        return new Batch(this);
    }

    @Override
    public ChunkWriter chunkWriter(Address address) {
        return new ChunkWriter(journal, retention, address, messages::chunk, checkpoints::committed);
    }

    Retention retention() {
        return retention;
    }

    @Override
    public References references(int shard) {
        return references[shard];
    }

    @Override
    public String name(String text) {
        return names.one(text);
    }

    @Override
    public void namesKnown(UnaryOperator<String> by) {
        names.known(by);
    }

    void submit(Batch batch) {
        admission.submit(batch);
    }

    Turns turns() {
        return turns;
    }

    Succession succession() {
        return succession;
    }

    void append(Batch batch, boolean aside) {
        if (aside) {
            journal.append(batch);
        } else {
            succession.append(batch);
        }
    }

    void committed(long position, long begun) {
        metrics.committed(begun);
        checkpoints.committed(position);
    }

    void refused() {
        metrics.refused();
    }

    void apply(Shard shard, List<Op> ops, MessageRef[] refs) {
        attendance.apply(shard, ops, refs);
    }

    void ended() {
        admission.ended();
    }

    static RefusedException unavailable(JournalException cause) {
        return new RefusedException(Reason.UNAVAILABLE, cause.getMessage(), cause);
    }

    @Override
    public synchronized void join(Participant participant) {
        if (closed || !broken.isEmpty()) {
            throw new IllegalStateException(closed ? "The engine is closed" : broken);
        }
        if (participants.containsKey(participant.name())) {
            throw new IllegalStateException("There is a participant named '" + participant.name() + "' already");
        }
        try {
            load(participant);
        } catch (JournalException e) {
            resume();
            throw new IllegalStateException(e.getMessage(), e);
        }
        participants.put(participant.name(), participant);
        unstarted.add(participant);
        attendance.add(participant);
        try {
            if (recovered) {
                // The others have these records already; so the messages' holders are not counted anew.
                recovery().run(List.of(participant), false);
            } else if (complete()) {
                loading.await();
                checkpoints.load();
                recovery().run(List.copyOf(participants.values()), true);
                recovered = true;
            }
        } catch (JournalException e) {
            broken = e.getMessage();
            forget(participant);
            throw new IllegalStateException(broken, e);
        }
        resume();
    }

    private void load(Participant participant) throws JournalException {
        if (recovered) {
            quiesce();
        }
        if (!recovered && participant.loadsAside()) {
            loading.begin(participant);
        } else {
            participant.load(view);
        }
    }

    private Recovery recovery() {
        return new Recovery(journal, view, shards, messages, checkpoints::committed);
    }

    private boolean complete() {
        return participants.keySet().containsAll(needed);
    }

    /** Nothing is under way, and the view has what was collected from those who left: what it lacks is on the journal. */
    private void quiesce() throws JournalException {
        admission.pause();
        if (!admission.awaitIdle(STUCK_MILLIS)) {
            throw new JournalException(
                    "Batches are still under way after " + STUCK_MILLIS + " ms: the journal does not answer");
        }
        checkpoints.end();
        checkpoints.flush();
    }

    /** Work begins, or goes on, if everybody is there. */
    private void resume() {
        if (!recovered || !broken.isEmpty() || !complete()) {
            return;
        }
        unstarted.forEach(Participant::started);
        unstarted.clear();
        CompletableFuture.allOf(participants.values().stream()
                        .map(participant -> participant.settled().toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .whenComplete((settled, failure) -> names.end());
        checkpoints.begin(List.copyOf(participants.values()));
        admission.open();
        LOG.info("Taking work: {} on {} shards", participants.keySet(), shards.count());
    }

    @Override
    public synchronized void leave(Participant participant) {
        if (participants.get(participant.name()) != participant) {
            return;
        }
        needed.add(participant.name());
        admission.pause();
        boolean idle = admission.awaitIdle(settings.drainMillis());
        if (!idle) {
            LOG.warn(
                    "Batches are still under way while '{}' leaves; it is given them when it is back",
                    participant.name());
        }
        if (recovered
                && broken.isEmpty()
                && !unstarted.contains(participant)
                && !closed
                && !checkpoints.last(shard -> attendance.remove(shard, participant), idle)) {
            broken =
                    "'" + participant.name() + "' left while the journal did not answer, and what it held is only found"
                            + " again when the engine starts anew";
            LOG.error("{}", broken);
        }
        checkpoints.end();
        forget(participant);
        messages.forget();
    }

    private void forget(Participant participant) {
        loading.end(participant);
        participants.remove(participant.name());
        unstarted.remove(participant);
        if (!closed) {
            attendance.remove(participant);
        }
    }

    @Override
    public CompletionStage<Long> backup(Path folder) {
        if (!admission.isOpen()) {
            return CompletableFuture.failedStage(
                    new JournalException("A part of Parley restarts; no backup can be made now"));
        }
        return checkpoints.backup(folder);
    }

    /** Whether work is taken. */
    public boolean running() {
        return admission.isOpen();
    }

    /** Why the view is not up to date, for people; empty when it is. */
    public String viewFailure() {
        return checkpoints.failure();
    }

    /** Reads of messages go through that service's cache from now on. */
    public void use(CacheService caches) {
        messages.cache().use(caches);
    }

    /** That service goes: reads go without, unless another one has come. */
    public void stop(CacheService caches) {
        messages.cache().stop(caches);
    }

    /** References to messages on the journal, as of the last checkpoint. */
    public long references() {
        return checkpoints.referred();
    }

    /** Messages that were copied forward on the journal, so that it could be trimmed. */
    public long copiedForward() {
        return compaction.copied();
    }

    /** Batches that are on their way: to the journal, or to the shards that apply them. */
    public long underWay() {
        return admission.underWay();
    }

    /** How long records have been on the journal that the view does not include; zero when there are none. */
    public Duration viewLag() {
        return checkpoints.lag();
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(metrics.metrics());
        all.add(checkpoints.writes());
        all.add(Metric.gauge("engine.underway", "Batches on their way to the journal or to shards", underWay()));
        all.add(Metric.gauge(
                "engine.resident", Unit.BYTES, "Payloads of messages in memory", messages.residentBytes()));
        all.add(Metric.gauge(
                "engine.references", "References to messages on the journal, as of the last checkpoint", references()));
        all.add(Metric.counter(
                "engine.copied",
                "Messages copied forward on the journal so that it could be trimmed",
                copiedForward()));
        all.add(Metric.gauge(
                "engine.view.lag",
                Unit.SECONDS,
                "How long records have been on the journal that the view does not include",
                checkpoints.lag().toMillis() / 1000.0));
        return all;
    }

    /** Writes what has changed to the view now; for tests. */
    public void checkpoint() {
        checkpoints.now();
    }

    /** Participants should have left; what they have not told the view is read from the journal at the next start. */
    @Override
    public void close() {
        closed = true;
        admission.close();
        admission.awaitIdle(settings.drainMillis());
        checkpoints.close();
        compaction.close();
        shards.close();
    }
}
