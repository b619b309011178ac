package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.lane.Workers;
import io.parley.engine.op.Op;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.Plugins;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine: shards, journal and view put together. Plain Java; a component or a test wires it. */
public final class EngineCore implements Engine, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineCore.class);

    private final EngineSettings settings;
    private final Journal journal;
    private final View view;
    private final Shards shards;
    private final Workers workers;
    private final Timers timers;
    private final Messages messages;
    private final Pipeline pipeline;
    private final References[] references;
    private final Admission admission;
    private final Checkpoints checkpoints;
    private final Set<String> required;
    private final Map<String, Participant> participants = new TreeMap<>(); // guarded by this
    private volatile Participant[] present = {};
    private boolean recovered; // guarded by this

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
        this.required = Set.copyOf(required);
        this.shards = new Shards(settings.shards(), settings.threads());
        this.messages = new Messages(journal, workers, plugins.compressors(), settings.memoryBytes());
        this.pipeline = new Pipeline(this::batch, plugins, workers, settings.laneLimit());
        this.references = new References[settings.shards()];
        for (int i = 0; i < references.length; i++) {
            references[i] = new References();
        }
        this.admission = new Admission(settings.parkedBatches());
        this.checkpoints = new Checkpoints(journal, view, shards, references, timers, settings.checkpointInterval());
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
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public Batch batch() {
        return new Batch(this);
    }

    @Override
    public References references(int shard) {
        return references[shard];
    }

    void submit(Batch batch) {
        admission.submit(batch);
    }

    void append(Batch batch) {
        journal.append(batch);
    }

    void ended(Batch batch) {
        admission.ended();
    }

    void apply(Shard shard, List<Op> ops, MessageRef[] refs) {
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            MessageRef ref = op.message() < 0 ? null : refs[op.message()];
            for (Participant participant : present) {
                participant.apply(shard, op, ref);
            }
        }
    }

    static RefusedException unavailable(JournalException cause) {
        return new RefusedException(Reason.UNAVAILABLE, cause.getMessage(), cause);
    }

    @Override
    public synchronized void join(Participant participant) {
        if (participants.containsKey(participant.name())) {
            throw new IllegalStateException("There is a participant named '" + participant.name() + "' already");
        }
        try {
            participant.load(view);
            participants.put(participant.name(), participant);
            present = participants.values().toArray(Participant[]::new);
            if (participants.keySet().containsAll(required)) {
                begin(participant);
            }
        } catch (JournalException e) {
            participants.remove(participant.name());
            present = participants.values().toArray(Participant[]::new);
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private void begin(Participant last) throws JournalException {
        if (recovered) {
            last.started();
        } else {
            checkpoints.load();
            new Recovery(journal, view, shards, messages).run(participants.values());
            recovered = true;
            participants.values().forEach(Participant::started);
        }
        checkpoints.begin(List.copyOf(participants.values()));
        admission.open();
        LOG.info("Taking work: {} on {} shards", participants.keySet(), shards.count());
    }

    @Override
    public void leave(Participant participant) {
        synchronized (this) {
            if (participants.get(participant.name()) != participant) {
                return;
            }
        }
        // Outside of the lock: batches under way may need a participant's thread to end.
        admission.pause();
        if (!admission.awaitIdle(settings.drainMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Batches are still under way while '{}' leaves; they are found again in the journal", participant.name());
        }
        synchronized (this) {
            if (recovered) {
                checkpoints.last();
            }
            checkpoints.end();
            participants.remove(participant.name());
            present = participants.values().toArray(Participant[]::new);
        }
    }

    /** Whether work is taken. */
    public boolean running() {
        return admission.isOpen();
    }

    /** Why the view is not up to date, for people; empty when it is. */
    public String viewFailure() {
        return checkpoints.failure();
    }

    /** Writes what has changed to the view now; for tests and orderly stops. */
    public void checkpoint() {
        checkpoints.last();
    }

    @Override
    public void close() {
        admission.close();
        admission.awaitIdle(settings.drainMillis(), TimeUnit.MILLISECONDS);
        checkpoints.close();
        shards.close();
    }
}
