package io.parley.engine;

import io.parley.engine.op.BatchRecord;
import io.parley.engine.op.Op;
import io.parley.engine.shard.Shard;
import io.parley.engine.shard.Shards;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import io.parley.spi.journal.View;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up, at start, the records that the view does not include. */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private static final int PROGRESS_EVERY = 1_000_000;

    private final Journal journal;
    private final View view;
    private final Shards shards;
    private final Messages messages;

    Recovery(Journal journal, View view, Shards shards, Messages messages) {
        this.journal = journal;
        this.view = view;
        this.shards = shards;
        this.messages = messages;
    }

    void run(Collection<Participant> participants) throws JournalException {
        long from = view.position();
        if (from > journal.end()) {
            throw new JournalException("The view includes the journal up to position " + from
                    + ", but the journal ends at " + journal.end() + ": they do not belong together");
        }
        if (from < journal.begin() && view.position() != 0) {
            throw new JournalException("The view includes the journal up to position " + from
                    + ", but the journal begins at " + journal.begin() + ": records between are missing");
        }
        long begun = System.nanoTime();
        long count = 0;
        try (JournalReader reader = journal.reader(Math.max(from, journal.begin()))) {
            while (reader.next()) {
                take(reader, participants);
                if (++count % PROGRESS_EVERY == 0) {
                    LOG.info("Recovered {} records so far", count);
                }
            }
        }
        LOG.info("Recovered {} records in {} ms", count, (System.nanoTime() - begun) / 1_000_000);
    }

    private void take(JournalReader reader, Collection<Participant> participants) throws JournalException {
        BatchRecord record;
        try {
            record = BatchRecord.decode(reader.data());
        } catch (IllegalArgumentException e) {
            throw new JournalException("The record at position " + reader.position() + ": " + e.getMessage(), e);
        }
        MessageRef[] refs = new MessageRef[record.messages().size()];
        for (int i = 0; i < refs.length; i++) {
            refs[i] = ref(record, reader.position(), i);
        }
        for (Op op : record.ops()) {
            Shard shard = shards.of(op.key());
            MessageRef ref = op.message() < 0 ? null : refs[op.message()];
            for (Participant participant : participants) {
                participant.apply(shard, op, ref);
            }
        }
    }

    /** Messages stay in memory as far as there is room, unless they would have to be decoded. */
    private MessageRef ref(BatchRecord record, long position, int index) {
        var stored = record.messages().get(index);
        if (stored.atRest().isPresent()) {
            return new MessageRef(position, index, stored.message().expiresAtMillis());
        }
        int holders = 0;
        for (Op op : record.ops()) {
            holders += op.message() == index ? 1 : 0;
        }
        return messages.hold(position, index, stored.message(), holders);
    }
}
