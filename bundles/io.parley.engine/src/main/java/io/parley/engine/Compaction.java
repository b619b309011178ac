package io.parley.engine;

import io.parley.api.message.Address;
import io.parley.engine.Stragglers.Straggler;
import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.op.StreamedPayload;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies forward the few messages that keep an old part of the journal from being trimmed. The next checkpoint trims it.
 *
 * <p>A copy and the ops that put references to it are one batch: after a crash a reference is to the old place or to the new one,
 * and both are there. One run at a time, on its own thread, since it waits for each batch: it never has more than one under way.
 */
final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** So many references at most in one run. */
    static final int MOST = 100_000;

    /** Copying more than one byte of so many would cost more than the disk is worth; they are consumed sooner or later. */
    private static final int WORTH = 20;

    private static final int SAMPLE = 64;
    private static final int BATCH_OPS = 512;
    private static final long BATCH_BYTES = 1 << 20;

    /**
     * A part of the journal.
     *
     * @param begin where it begins
     * @param end where it ends, exclusive
     */
    record Extent(long begin, long end) {
        long size() {
            return end - begin;
        }
    }

    private final Journal journal;
    private final Supplier<Batch> batches;
    private final StreamedPayload.Chunks chunks;
    private final Function<Address, ChunkWriter> chunkWriters;
    private final AtomicLong copied = new AtomicLong();

    /** Why the first of them could not be read, of this run; empty when all could. For the thread. */
    private String unreadable = "";

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "parley-compaction");
        made.setDaemon(true);
        return made;
    });

    Compaction(
            Journal journal,
            Supplier<Batch> batches,
            StreamedPayload.Chunks chunks,
            Function<Address, ChunkWriter> chunkWriters) {
        this.journal = journal;
        this.batches = batches;
        this.chunks = chunks;
        this.chunkWriters = chunkWriters;
    }

    /** Messages copied so far. Any thread. */
    long copied() {
        return copied.get();
    }

    /**
     * Copies what the participants refer to in that part.
     *
     * @param stillThere false once one of the participants leaves: what it says is not the state any more
     * @param done called in any case, with whether something was copied
     */
    void start(Extent extent, List<Participant> participants, BooleanSupplier stillThere, Done done) {
        try {
            thread.execute(() -> {
                long before = copied.get();
                try {
                    run(extent, participants, stillThere);
                } catch (JournalException | RuntimeException e) {
                    if (thread.isShutdown()) {
                        LOG.debug("Closed while messages were copied: {}", e.getMessage());
                    } else {
                        LOG.warn(
                                "Messages that keep the journal from position {} on were not all copied: {}",
                                extent.begin,
                                e.getMessage());
                    }
                } finally {
                    done.accept(copied.get() > before);
                }
            });
        } catch (RejectedExecutionException e) {
            done.accept(false);
        }
    }

    /** Learns of the end of a run. */
    interface Done {
        void accept(boolean copied);
    }

    /** Ends what is under way; what is copied by then counts. */
    void close() {
        thread.shutdownNow();
    }

    private void run(Extent extent, List<Participant> participants, BooleanSupplier stillThere)
            throws JournalException {
        Stragglers found = new Stragglers(MOST);
        for (Participant participant : participants) {
            participant.relocate(extent.end, found);
        }
        List<Straggler> all = found.inOrder();
        unreadable = "";
        if (!worthwhile(all, extent)) {
            return;
        }
        int done = 0;
        while (done < all.size() && stillThere.getAsBoolean()) {
            done = copyFrom(all, done);
        }
        LOG.info(
                "Copied what {} references on {} MiB of the journal are to, so that these can be given back",
                done,
                extent.size() >> 20);
    }

    /** By a sample of the messages' sizes. */
    private boolean worthwhile(List<Straggler> all, Extent extent) {
        int step = Math.max(1, all.size() / SAMPLE);
        long bytes = 0;
        int count = 0;
        for (int i = 0; i < all.size(); i += step) {
            StoredMessage message = read(all.get(i));
            bytes += message == null ? 0 : message.storedBytes();
            count++;
        }
        return count > 0 && bytes / count * all.size() <= extent.size() / WORTH;
    }

    /** One batch; returns where the next begins. */
    private int copyFrom(List<Straggler> all, int from) throws JournalException {
        Batch batch = batches.get();
        long bytes = 0;
        int messages = 0;
        int at = from;
        int place = -1;
        for (int ops = 0; at < all.size() && ops < BATCH_OPS; at++) {
            Straggler next = all.get(at);
            if (at == from || !next.sameMessage(all.get(at - 1))) {
                if (bytes >= BATCH_BYTES) {
                    break;
                }
                StoredMessage message = read(next);
                if (message != null && message.streamed()) {
                    message = copyChunks(message, batch);
                }
                place = message == null ? -1 : batch.addCopy(message);
                bytes += message == null ? 0 : message.storedBytes();
                messages += message == null ? 0 : 1;
            }
            if (place >= 0) {
                batch.add(next.move().apply(place));
                ops++;
            }
        }
        if (batch.isEmpty()) {
            batch.abandon();
        } else {
            Waits.on(batch.commit().toCompletableFuture());
            copied.addAndGet(messages);
        }
        return at;
    }

    /** One chunk is under way at a time. Null when they are no longer there, since the message was done with meanwhile. */
    private StoredMessage copyChunks(StoredMessage message, Batch batch) throws JournalException {
        ChunkWriter writer = chunkWriters.apply(message.message().address());
        batch.whenEnded(writer::close);
        try {
            for (ByteBuffer chunk : message.chunks(chunks).buffers()) {
                Waits.on(writer.write(chunk).toCompletableFuture());
            }
        } catch (UncheckedIOException e) {
            LOG.debug("A streamed message is not copied: {}", e.getMessage());
            return null;
        }
        return StoredMessage.plain(
                message.message().with().payload(writer.payload()).build());
    }

    /** Null when it cannot be read: whoever refers to it finds out by itself, and the journal keeps it. */
    private StoredMessage read(Straggler straggler) {
        try {
            ByteBuffer record = journal.read(straggler.position());
            return BatchRecord.decodeMessage(record, straggler.index());
        } catch (JournalException | IllegalArgumentException e) {
            if (unreadable.isEmpty()) {
                unreadable = e.getMessage();
                LOG.warn(
                        "A message that cannot be read is not copied, and keeps its part of the journal: {}",
                        unreadable);
            }
            return null;
        }
    }
}
