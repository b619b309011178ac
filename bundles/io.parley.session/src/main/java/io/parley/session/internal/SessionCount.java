package io.parley.session.internal;

import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.engine.shard.Shard;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.HashMap;
import java.util.Map;

/**
 * How many sessions one shard has, those included that only the view has as yet. The view keeps how many of them are durable, so that a start need not
 * look at each. Changed by the shard; any thread may ask.
 */
final class SessionCount {

    private static final String TABLE = "session.count";

    private final Shard shard;
    private volatile int durable;
    private volatile int others;
    private boolean changed;

    SessionCount(Shard shard) {
        this.shard = shard;
    }

    /** What the view says, by the shards' indexes; empty when it does not say, since an earlier version wrote it, or nothing was ever written. */
    static Map<Integer, Integer> stored(View view) throws JournalException {
        Map<Integer, Integer> counts = new HashMap<>();
        view.scan(TABLE, new byte[0], null, (key, row) -> {
            counts.put((int) new RecordReader(key).fixed(), new RecordReader(row).integer());
            return true;
        });
        return counts;
    }

    static long sum(Map<Integer, Integer> stored) {
        return stored.values().stream().mapToLong(Integer::longValue).sum();
    }

    int all() {
        return durable + others;
    }

    /** @param told whether the view says so */
    void restore(int stored, boolean told) {
        durable = stored;
        changed = !told;
    }

    /** So many durable sessions are there, whatever the view said: an earlier version may have changed it since. */
    void counted(int found) {
        changed |= found != durable;
        durable = found;
    }

    /** One session more, or less. */
    void add(Entry entry, int more) {
        if (entry.durable) {
            durable += more;
            changed = true;
        } else {
            others += more;
        }
    }

    void collect(ViewChanges into) {
        if (changed) {
            changed = false;
            into.put(
                    TABLE,
                    new RecordWriter(8).fixed(shard.index()).toArray(),
                    new RecordWriter(8).number(durable).toArray());
        }
    }
}
