package io.parley.messaging.internal;

import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.HashMap;
import java.util.Map;

/**
 * How many messages of the journal wait in the inboxes of one shard. The view keeps it, so that a start need not look at each inbox. Owned by the
 * shard.
 */
final class InboxCount {

    private static final String TABLE = "inbox.count";

    private final Shard shard;
    private long count;
    private boolean changed;

    InboxCount(Shard shard) {
        this.shard = shard;
    }

    /**
     * What the view says, by the shards' indexes; empty when it does not say, since an earlier version wrote it, or nothing was ever written.
     */
    static Map<Integer, Long> stored(View view) throws JournalException {
        Map<Integer, Long> counts = new HashMap<>();
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            counts.put((int) new RecordReader(key).fixed(), new RecordReader(row).number());
            return true;
        });
        return counts;
    }

    /** @param told whether the view says so */
    void restore(long stored, boolean told) {
        count = stored;
        changed = !told;
    }

    void add(int more) {
        count += more;
        changed = true;
    }

    void collect(ViewChanges into) {
        if (changed) {
            changed = false;
            into.put(
                    TABLE,
                    new RecordWriter(8).fixed(shard.index()).toArray(),
                    new RecordWriter(8).number(count).toArray());
        }
    }
}
