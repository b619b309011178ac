package io.parley.messaging.internal;

import io.parley.spi.journal.JournalException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entries of a backlog that the view alone has, which are one range of sequences. Owned by a shard. */
final class ColdEntries {

    private static final Logger LOG = LoggerFactory.getLogger(ColdEntries.class);

    /** So many come back at a time, where nobody is in a hurry. */
    static final int PAGE = 256;

    /**
     * Some entries in order.
     *
     * @param behind where those begin that are behind them
     */
    record Page(List<Entry> entries, long behind) {}

    private final BacklogRows rows;
    private final ShardState home;
    private final int pageSize;

    /** Entries of the range with which something is under way that the view knows nothing of. */
    private Map<Long, Entry> pinned = Map.of();

    private long from;
    private long below;
    private int count;

    /** Counts how often a page of the range that is being read may show what is nowhere else told of any more. */
    private int changes;

    private boolean reading;

    /** Whether entries have left the range from amidst others, so that the view may have rows of blocks that nothing is left of. */
    private boolean sparse;

    ColdEntries(BacklogRows rows, ShardState home, long first, int pageSize) {
        this.rows = rows;
        this.home = home;
        this.pageSize = pageSize;
        this.from = first;
        this.below = first;
    }

    int count() {
        return count;
    }

    /** Where the range begins; equal to {@link #below} when it is empty. */
    long from() {
        return from;
    }

    long below() {
        return below;
    }

    boolean reading() {
        return reading;
    }

    /** The range reaches that far now, and so many more are in it. */
    void extend(long newFrom, long newBelow, int more) {
        from = newFrom;
        below = newBelow;
        count += more;
        sparse |= below - from - count >= BacklogRows.MANY;
        closeIfEmpty();
    }

    /** Whether it may have an entry from one sequence up to another, exclusive. */
    boolean any(long first, long end) {
        return count > 0 && first < below && from < end;
    }

    private boolean holds(long sequence) {
        return sequence >= from && sequence < below;
    }

    private void closeIfEmpty() {
        if (count == 0) {
            if (sparse) {
                rows.goneTogether(from, below);
                sparse = false;
            }
            from = below;
        }
    }

    /** The view is about to show all that was collected. */
    void collected() {
        if (rows.settles(from, below)) {
            changes++;
        }
    }

    /**
     * Reads one entry of the range; null when there is none of that sequence. It waits for the disk, on the shard's thread: what is
     * applied to an entry that is not in memory is the exception, at a start and for a message that is copied forward.
     */
    Entry find(long sequence) {
        if (!holds(sequence)) {
            return null;
        }
        if (pinned.containsKey(sequence)) {
            return pinned.get(sequence);
        }
        if (rows.unsettled(sequence)) {
            return rows.now(sequence);
        }
        try {
            return rows.read(home.nearby(), home.view(), sequence, below);
        } catch (JournalException e) {
            throw unreadable(e);
        }
    }

    /** As {@link #find}; from now on the entry is this one, until it is {@link #unpin unpinned}, comes back or is gone. */
    Entry pin(long sequence) {
        Entry entry = find(sequence);
        return entry == null ? null : pin(entry);
    }

    /** As {@link #pin(long)}, where the entry is at hand as it is now. */
    Entry pin(Entry entry) {
        if (pinned.isEmpty()) {
            pinned = new HashMap<>(4);
        }
        pinned.put(entry.sequence, entry);
        return entry;
    }

    /** Null where none of that sequence is pinned. */
    Entry pinned(long sequence) {
        return pinned.isEmpty() ? null : pinned.get(sequence);
    }

    /** False when it was not pinned. */
    boolean unpin(long sequence) {
        return !pinned.isEmpty() && pinned.remove(sequence) != null;
    }

    private IllegalStateException unreadable(JournalException cause) {
        return new IllegalStateException(rows.label() + " cannot be read: " + cause.getMessage(), cause);
    }

    /** Takes one out of the range for good; null when there is none. Waits for the disk, as {@link #find} does. */
    Entry remove(long sequence) {
        Entry entry = find(sequence);
        if (entry != null) {
            unpin(sequence);
            rows.gone(entry);
            count--;
            sparse |= entry.together;
            closeIfEmpty();
        }
        return entry;
    }

    /** Takes all out of the range for good. Waits for the disk. */
    void removeAll(Consumer<Entry> each) {
        List<Entry> all;
        try {
            all = count == 0 ? List.of() : current(rows.read(home.view(), from, below, Integer.MAX_VALUE));
        } catch (JournalException e) {
            throw unreadable(e);
        }
        all.forEach(entry -> {
            rows.gone(entry);
            each.accept(entry);
        });
        count = 0;
        pinned = Map.of();
        closeIfEmpty();
    }

    /** What was read, as it is by now. */
    private List<Entry> current(List<Entry> read) {
        if (read.isEmpty()
                || pinned.isEmpty() && !rows.unsettled(read.get(0).sequence, read.get(read.size() - 1).sequence + 1)) {
            return read;
        }
        List<Entry> all = new ArrayList<>(read.size());
        for (Entry entry : read) {
            Entry shown = rows.unsettled(entry.sequence) ? rows.now(entry.sequence) : entry;
            Entry now = pinned.getOrDefault(entry.sequence, shown);
            if (now != null) {
                all.add(now);
            }
        }
        return all;
    }

    /**
     * Reads the first entries of the range, unless that is under way, and takes them out of it.
     *
     * @param back given them on the shard, in order; not called when the inbox has gone meanwhile
     */
    void page(Consumer<List<Entry>> back) {
        if (reading || count == 0) {
            return;
        }
        reading = true;
        int asOf = changes;
        long end = below;
        read(from, end, pageSize, (page, failure) -> paged(asOf, end, page, failure, back));
    }

    /**
     * Reads some entries of the range from that sequence on, which stay in it.
     *
     * @param look given them on the shard
     */
    void peek(long sequence, Consumer<Page> look) {
        long begin = Math.max(sequence, from);
        long end = below;
        read(begin, end, PAGE, (page, failure) -> {
            if (failure != null) {
                LOG.error("{}; tried again later", unreadable(failure).getMessage());
                home.retryLater(() -> peek(sequence, look));
            } else {
                look.accept(new Page(current(page), EntryTable.behind(page, PAGE, end)));
            }
        });
    }

    /** Reads rows off the shard's thread, and comes back to it. */
    private void read(long begin, long end, int most, BiConsumer<List<Entry>, JournalException> then) {
        home.engine().workers().execute(() -> {
            List<Entry> page = null;
            JournalException failure = null;
            try {
                page = rows.read(home.view(), begin, end, most);
            } catch (JournalException e) {
                failure = e;
            }
            List<Entry> read = page;
            JournalException cause = failure;
            home.shard().execute(() -> then.accept(read, cause));
        });
    }

    private void paged(int asOf, long end, List<Entry> read, JournalException failure, Consumer<List<Entry>> back) {
        reading = false;
        if (failure != null) {
            LOG.error("{}; tried again later", unreadable(failure).getMessage());
            home.retryLater(() -> page(back));
            return;
        }
        if (asOf != changes) {
            page(back);
            return;
        }
        List<Entry> page = current(read);
        long behind = EntryTable.behind(read, pageSize, end);
        if (sparse) {
            clear(page, behind);
        }
        from = behind;
        count -= page.size();
        page.forEach(entry -> unpin(entry.sequence));
        if (from == below && count != 0) {
            LOG.error("{}: {} are missing", rows.label(), count);
            count = 0;
        }
        closeIfEmpty();
        back.accept(page);
    }

    /** The rows of those blocks can go that nothing is left of: nobody comes to them again. */
    private void clear(List<Entry> page, long behind) {
        long empty = BlockRows.end(from);
        for (Entry entry : page) {
            rows.goneTogether(empty, BlockRows.begin(entry.sequence));
            empty = BlockRows.end(entry.sequence + 1);
        }
        rows.goneTogether(empty, BlockRows.begin(behind));
    }
}
