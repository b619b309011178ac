package io.parley.engine;

import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.Op;
import io.parley.engine.op.StoredMessage;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands participants the journal's records that the view does not include. The calling thread reads; the shards apply one
 * chunk while the next is read, each in the journal's order.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final int PROGRESS_EVERY = 1_000_000;
    private static final int CHUNK_RECORDS = 2_048;
    private static final long CHUNK_BYTES = 4L << 20;

    private record Part(Op op, MessageRef ref) {}

    private final Journal journal;
    private final View view;
    private final Shards shards;
    private final Messages messages;
    private final LongConsumer found;

    /** @param found told the position of each record with ops, ascending */
    Recovery(Journal journal, View view, Shards shards, Messages messages, LongConsumer found) {
        this.journal = journal;
        this.view = view;
        this.shards = shards;
        this.messages = messages;
        this.found = found;
    }

    /**
     * Returns when everything is applied.
     *
     * @param inMemory whether messages stay in memory as far as there is room
     */
    void run(List<Participant> participants, boolean inMemory) throws JournalException {
        long from = view.position();
        requireTogether(from);
        long begun = System.nanoTime();
        long count = 0;
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        try (JournalReader reader = journal.reader(Math.max(from, journal.begin()))) {
            for (boolean more = true; more; ) {
                List<List<Part>> chunk = new ArrayList<>(Collections.nCopies(shards.count(), null));
                long bytes = 0;
                int records = 0;
                while (records < CHUNK_RECORDS && bytes < CHUNK_BYTES && (more = reader.next())) {
                    bytes += reader.data().remaining();
                    take(reader, inMemory, chunk);
                    records++;
                    if (++count % PROGRESS_EVERY == 0) {
                        LOG.info("Recovered {} records so far", count);
                    }
                }
                before.join();
                before = shards.each(shard -> apply(participants, shard, chunk.get(shard.index())));
            }
            before.join();
        } catch (CompletionException e) {
            throw new JournalException("The records could not be taken up: " + e.getCause(), e);
        }
        LOG.info("Recovered {} records in {} ms", count, (System.nanoTime() - begun) / 1_000_000);
    }

    private void requireTogether(long from) throws JournalException {
        if (from > journal.end()) {
            throw new JournalException("The view includes the journal up to position " + from
                    + ", but the journal ends at " + journal.end() + ": they do not belong together");
        }
        boolean empty = from == 0;
        if (empty && journal.begin() > journal.origin()) {
            throw new JournalException("The view is empty, but the journal begins at " + journal.begin() + ", not at "
                    + journal.origin() + ": what the records before that amounted to is missing");
        }
        if (!empty && from < journal.begin()) {
            throw new JournalException("The view includes the journal up to position " + from
                    + ", but the journal begins at " + journal.begin() + ": records between are missing");
        }
    }

    private void take(JournalReader reader, boolean inMemory, List<List<Part>> chunk) throws JournalException {
        BatchRecord record;
        try {
            record = BatchRecord.decode(reader.data());
        } catch (IllegalArgumentException e) {
            throw new JournalException("The record at position " + reader.position() + ": " + e.getMessage(), e);
        }
        if (record.ops().isEmpty()) {
            return;
        }
        found.accept(reader.position());
        MessageRef[] refs = refs(record, reader.position(), inMemory);
        for (Op op : record.ops()) {
            int index = shards.indexOf(op.key());
            List<Part> parts = chunk.get(index);
            if (parts == null) {
                parts = new ArrayList<>();
                chunk.set(index, parts);
            }
            parts.add(new Part(op, op.message() < 0 ? null : refs[op.message()]));
        }
    }

    private static void apply(List<Participant> participants, Shard shard, List<Part> parts) {
        if (parts == null) {
            return;
        }
        for (Part part : parts) {
            for (Participant participant : participants) {
                if (participant.families().contains(part.op.family())) {
                    Attendance.apply(participant, shard, part.op, part.ref);
                }
            }
        }
    }

    private MessageRef[] refs(BatchRecord record, long position, boolean inMemory) {
        MessageRef[] refs = new MessageRef[record.messages().size()];
        int[] holders = MessageRef.holders(refs.length, record.ops());
        Messages.Holding holding = messages.new Holding();
        for (int i = 0; i < refs.length; i++) {
            StoredMessage stored = record.messages().get(i);
            boolean decoded = stored.atRest().isEmpty();
            refs[i] = inMemory && decoded
                    ? holding.hold(position, i, stored.message(), holders[i])
                    : MessageRef.of(position, i, stored);
        }
        holding.end();
        return refs;
    }
}
