package io.parley.messaging.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of the view that were read along with one that was looked for, since the next one to be looked for mostly lies close behind
 * it. One owner's at a time; right as long as {@link #forget} is called whenever the view has changed. Owned by a shard.
 */
final class NearbyRows {

    private static final int ROWS = 256;

    private EntryTable table;
    private String owner = "";
    private long from;
    private long below;
    private final Map<Long, Entry> rows = new HashMap<>();

    void forget() {
        table = null;
        rows.clear();
    }

    /**
     * The row as the view has it; null when there is none.
     *
     * @param end no row at or behind it is looked for
     */
    Entry get(View view, EntryTable in, String of, long sequence, long end) throws JournalException {
        if (table != in || !owner.equals(of) || sequence < from || sequence >= below) {
            read(view, in, of, sequence, end);
        }
        return rows.get(sequence);
    }

    private void read(View view, EntryTable in, String of, long sequence, long end) throws JournalException {
        forget();
        var page = in.page(view, of, sequence, end, ROWS);
        page.forEach(entry -> rows.put(entry.sequence, entry));
        table = in;
        owner = of;
        from = sequence;
        below = EntryTable.behind(page, ROWS, end);
    }
}
