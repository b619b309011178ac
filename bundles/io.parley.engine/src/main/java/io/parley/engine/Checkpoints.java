package io.parley.engine;

import io.parley.engine.op.BatchRecord;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.Append;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the view up to date from time to time, and lets the journal forget what nobody needs any more.
 *
 * <p>A checkpoint is an empty record on the journal. When it is committed, everything before it has been handed to the shards,
 * and a task handed to each shard then sees just that: the sum of those tasks is the state at one position.
 */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private static final String REFERENCES = "references";

    private final Journal journal;
    private final View view;
    private final Shards shards;
    private final References[] references;
    private final Timers timers;
    private final Duration interval;
    private final TreeMap<Long, Long> counts = new TreeMap<>(); // owned by the checkpoint thread
    private final ExecutorService thread;
    private ViewChanges unwritten = new ViewChanges(); // owned by the checkpoint thread
    private volatile List<Participant> participants = List.of();
    private volatile Timers.Timer timer = () -> {};
    private long writtenEnd = -1; // owned by the checkpoint thread
    private volatile String failure = "";

    Checkpoints(
            Journal journal, View view, Shards shards, References[] references, Timers timers, Duration interval) {
        this.journal = journal;
        this.view = view;
        this.shards = shards;
        this.references = references;
        this.timers = timers;
        this.interval = interval;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "parley-checkpoint");
            made.setDaemon(true);
            return made;
        });
    }

    /** Takes up what the view says about references. */
    void load() throws JournalException {
        view.scan(REFERENCES, new byte[0], null, (key, value) -> {
            counts.put(ByteBuffer.wrap(key).getLong(), ByteBuffer.wrap(value).getLong());
            return true;
        });
    }

    void begin(List<Participant> all) {
        participants = all;
        schedule();
    }

    private void schedule() {
        timer = timers.after(interval, thread, () -> {
            run();
            schedule();
        });
    }

    /** One more, now; returns when it is done. */
    void last() {
        try {
            thread.submit(this::run).get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The view was not brought up to date; it catches up at the next start: {}", e.toString());
        }
    }

    /** No more from now on. */
    void end() {
        timer.cancel();
        participants = List.of();
    }

    void close() {
        end();
        thread.shutdownNow();
    }

    /** Why the view is not up to date, for people; empty when it is. */
    String failure() {
        return failure;
    }

    private void run() {
        List<Participant> all = participants;
        if (all.isEmpty() || journal.end() == writtenEnd) {
            return;
        }
        try {
            Marker marker = new Marker(all);
            journal.append(marker);
            Collected collected = marker.collected.get();
            write(collected);
            for (Shard shard : shards.all()) {
                shard.execute(() -> all.forEach(participant -> participant.collected(shard)));
            }
            trim(collected.position);
            writtenEnd = journal.end();
            failure = "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("No checkpoint this time: {}", e.getMessage());
        } catch (JournalException e) {
            failure = e.getMessage();
            LOG.error("The view cannot be brought up to date; the journal keeps everything meanwhile: {}", failure);
        }
    }

    /** What could not be written the last time goes first: the participants count on it. */
    private void write(Collected collected) throws JournalException {
        for (ViewChanges part : collected.parts) {
            unwritten.addAll(part);
        }
        for (Map<Long, Long> deltas : collected.deltas) {
            deltas.forEach(this::count);
        }
        view.write(unwritten, collected.position);
        unwritten = new ViewChanges();
    }

    private void count(long stretch, long by) {
        long count = counts.merge(stretch, by, Long::sum);
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(stretch).array();
        if (count == 0) {
            counts.remove(stretch);
            unwritten.delete(REFERENCES, key);
        } else {
            unwritten.put(REFERENCES, key, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
        }
    }

    private void trim(long position) throws JournalException {
        long needed = position;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            if (entry.getValue() > 0) {
                needed = Math.min(needed, entry.getKey() << References.STRETCH_BITS);
                break;
            }
        }
        journal.trim(Math.max(needed, journal.begin()));
    }

    private record Collected(long position, ViewChanges[] parts, List<Map<Long, Long>> deltas) {}

    /** The empty record. Synced, so that the view is never ahead of what the journal keeps. */
    private final class Marker implements Append {

        private final List<Participant> all;
        private final CompletableFuture<Collected> collected = new CompletableFuture<>();

        Marker(List<Participant> all) {
            this.all = all;
        }

        @Override
        public List<ByteBuffer> data() {
            return new BatchRecord(List.of(), List.of()).encode();
        }

        @Override
        public void committed(long position) {
            ViewChanges[] parts = new ViewChanges[shards.count()];
            List<Map<Long, Long>> deltas = new CopyOnWriteArrayList<>();
            AtomicInteger rest = new AtomicInteger(parts.length);
            for (Shard shard : shards.all()) {
                shard.execute(() -> {
                    parts[shard.index()] = collect(shard);
                    deltas.add(references[shard.index()].take());
                    if (rest.decrementAndGet() == 0) {
                        collected.complete(new Collected(position, parts, deltas));
                    }
                });
            }
        }

        private ViewChanges collect(Shard shard) {
            ViewChanges changes = new ViewChanges();
            all.forEach(participant -> participant.collect(shard, changes));
            return changes;
        }

        @Override
        public void failed(JournalException cause) {
            collected.completeExceptionally(cause);
        }
    }
}
