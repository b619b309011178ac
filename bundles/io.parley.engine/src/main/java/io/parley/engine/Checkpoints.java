package io.parley.engine;

import io.parley.engine.op.BatchRecord;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.engine.timer.Timers;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the view up to date from time to time, and lets the journal forget what nobody needs any more.
 *
 * <p>A checkpoint is an empty record on the journal. When it is committed, everything before it has been handed to the shards,
 * and a task handed to each shard then sees just that: the sum of those tasks is the state at one position. The record is
 * synced, so that the view is never ahead of what the journal keeps.
 *
 * <p>What was collected and could not be written is kept and written first, before anything new is collected: participants
 * count on it, and it must not grow.
 */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private static final Consumer<Shard> NOTHING_MORE = shard -> {};

    private final Journal journal;
    private final Retention retention;
    private final View view;
    private final Shards shards;
    private final References[] references;
    private final Compaction compaction;
    private final long compactBytes;
    private final LongConsumer trimmed;
    private final Occasions occasions;

    // Owned by the checkpoint thread.
    private final ReferenceCounts counts = new ReferenceCounts();
    private ViewChanges unwritten = new ViewChanges();
    private boolean synced = true;
    private long collectedAt = -1;
    private long writtenAt = -1;
    private long collectedNanos;
    private boolean compacting;

    /** Where the view was when something was copied forward, or should have been, last. */
    private long compactedAt = Long.MIN_VALUE / 2;

    private final Histogram writes =
            Histogram.ofTimes("engine.checkpoint", "How long it took to write what had changed to the view");

    private volatile long referred;
    private volatile List<Participant> participants = List.of();
    private volatile String failure = "";

    /** When the view was known to include everything, last. */
    private volatile long levelAt = System.nanoTime();

    /** Everything before it is in the view. */
    private volatile long included = -1;

    /**
     * @param trimmed told where the journal begins now
     */
    Checkpoints(
            Journal journal,
            Retention retention,
            View view,
            Shards shards,
            References[] references,
            Timers timers,
            EngineSettings settings,
            Compaction compaction,
            LongConsumer trimmed) {
        this.journal = journal;
        this.retention = retention;
        this.view = view;
        this.shards = shards;
        this.references = references;
        this.compaction = compaction;
        this.compactBytes = settings.compactBytes();
        this.trimmed = trimmed;
        this.occasions = new Occasions(
                timers, settings.checkpointInterval(), settings.checkpointBytes(), () -> run(NOTHING_MORE, false));
    }

    /** A record with ops is committed there; called in ascending order, before the ops are handed to the shards. */
    void committed(long position) {
        occasions.committed(position);
    }

    /** Takes up what the view says about references. */
    void load() throws JournalException {
        counts.load(view);
    }

    /** From now on, from time to time. */
    void begin(List<Participant> all) {
        participants = all;
        levelAt = System.nanoTime();
        occasions.begin();
    }

    /** No more from now on; returns when none is under way. */
    void end() {
        participants = List.of();
        occasions.end();
    }

    /** One more, now; returns when it is done. */
    void now() {
        occasions.onThread("checkpoint", () -> run(NOTHING_MORE, false));
    }

    /**
     * One more, and then a {@link Backup}; no other one begins, and nothing is trimmed, until it is done.
     *
     * @return the backup's position
     */
    CompletableFuture<Long> backup(Path folder) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        boolean begun = occasions.execute(() -> {
            try {
                if (!run(NOTHING_MORE, false)) {
                    throw new JournalException("The view is not up to date: " + failure);
                }
                done.complete(Backup.make(journal, view, folder));
            } catch (JournalException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        if (!begun) {
            done.completeExceptionally(new JournalException("Parley stops and makes no backup"));
        }
        return done;
    }

    /**
     * One more, after which someone leaves.
     *
     * @param leaves run on each shard at the checkpoint's place in the order of the ops
     * @param idle whether nothing is committed meanwhile: then a journal that refuses is no obstacle
     * @return whether everything was collected; {@link #flush} writes it if that failed
     */
    boolean last(Consumer<Shard> leaves, boolean idle) {
        return occasions.onThread("last checkpoint", () -> run(leaves, idle));
    }

    /** Writes what was collected earlier and could not be written. */
    void flush() throws JournalException {
        String[] why = {"The view was not brought up to date in time"};
        boolean done = occasions.onThread("flush", () -> {
            try {
                writeCollected();
                return true;
            } catch (JournalException e) {
                why[0] = e.getMessage();
                return false;
            }
        });
        if (!done) {
            throw new JournalException(why[0]);
        }
    }

    /** No more, ever; returns when none is under way, since whoever reads the view next must not find it change meanwhile. */
    void close() {
        participants = List.of();
        occasions.close();
    }

    /** How many references to the journal the view has. Any thread. */
    long referred() {
        return referred;
    }

    /** How long the view was written. Any thread. */
    Metric writes() {
        return writes.metric();
    }

    /** How long there has been something on the journal that the view does not include. Any thread. */
    Duration lag() {
        return occasions.newest() <= included ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - levelAt);
    }

    /** Why the view is not up to date, for people; empty when it is. */
    String failure() {
        return failure;
    }

    /** Whether everything up to now was collected. */
    private boolean run(Consumer<Shard> then, boolean idle) {
        List<Participant> all = participants;
        boolean collected = false;
        try {
            if (then == NOTHING_MORE && occasions.newest() <= writtenAt) {
                levelAt = System.nanoTime();
                return true;
            }
            if (then == NOTHING_MORE && all.isEmpty()) {
                return true;
            }
            if (then == NOTHING_MORE) {
                writeCollected();
            }
            collected = collect(all, then, idle);
            if (collected) {
                writeCollected();
            }
        } catch (JournalException | RuntimeException e) {
            failed(e);
        }
        return collected;
    }

    private void failed(Exception cause) {
        String now = String.valueOf(cause.getMessage());
        if (!now.equals(failure)) {
            LOG.error("The view cannot be brought up to date; the journal keeps everything meanwhile: {}", now);
        }
        failure = now;
    }

    private boolean collect(List<Participant> all, Consumer<Shard> then, boolean idle) throws JournalException {
        Cut cut;
        long begun = System.nanoTime();
        boolean marked = true;
        retention.cut();
        try {
            cut = Waits.on(mark(position -> Cut.at(position, shards, all, references, then)));
        } catch (JournalException e) {
            if (!idle) {
                // The journal itself tells people that it refuses.
                LOG.debug("No checkpoint this time: {}", e.getMessage());
                return false;
            }
            marked = false;
            cut = Waits.on(Cut.at(journal.end(), shards, all, references, then));
        }
        collectedNanos = begun;
        cut.addTo(unwritten, counts);
        if (!cut.failure().isEmpty()) {
            throw new JournalException(cut.failure());
        }
        collectedAt = cut.position;
        synced = marked;
        return true;
    }

    private void writeCollected() throws JournalException {
        if (collectedAt <= writtenAt) {
            return;
        }
        if (!synced) {
            Waits.on(mark(CompletableFuture::completedFuture));
            synced = true;
        }
        long begun = System.nanoTime();
        view.write(unwritten, collectedAt);
        writes.add(System.nanoTime() - begun);
        unwritten = new ViewChanges();
        writtenAt = collectedAt;
        included = collectedAt;
        levelAt = collectedNanos;
        failure = "";
        List<Participant> all = participants;
        shards.each(shard -> all.forEach(participant -> participant.collected(shard)));
        retention.trim(counts.needed(writtenAt));
        trimmed.accept(journal.begin());
        referred = counts.total();
        compactIfWorthwhile(all);
    }

    /**
     * What is recent is left to be consumed: only what lies back by half the distance, at least, is copied. So a message that nobody
     * takes is written once more each time the journal has grown by that, and not more often.
     */
    private void compactIfWorthwhile(List<Participant> all) {
        boolean far = writtenAt - counts.needed(writtenAt) > compactBytes;
        if (!far || compacting || all.isEmpty() || writtenAt - compactedAt < compactBytes / 4) {
            return;
        }
        Compaction.Extent sparse = counts.sparse(writtenAt - compactBytes / 2);
        if (sparse == null) {
            return;
        }
        compacting = true;
        compactedAt = writtenAt;
        compaction.start(sparse, all, () -> participants == all, this::compacted);
    }

    private void compacted(boolean some) {
        occasions.execute(() -> {
            compacting = false;
            if (some) {
                run(NOTHING_MORE, false);
            }
        });
    }

    private <T> CompletableFuture<T> mark(LongFunction<CompletableFuture<T>> then) {
        Marker<T> marker = new Marker<>(then);
        journal.append(marker);
        return marker.result;
    }

    /** The empty record. */
    private static final class Marker<T> implements Append {

        private final LongFunction<CompletableFuture<T>> then;
        private final CompletableFuture<T> result = new CompletableFuture<>();

        Marker(LongFunction<CompletableFuture<T>> then) {
            this.then = then;
        }

        @Override
        public List<ByteBuffer> data() {
            return new BatchRecord(List.of(), List.of()).encode();
        }

        @Override
        public void committed(long position) {
            then.apply(position).whenComplete((value, cause) -> {
                if (cause == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(cause);
                }
            });
        }

        @Override
        public void failed(JournalException cause) {
            result.completeExceptionally(cause);
        }
    }
}
