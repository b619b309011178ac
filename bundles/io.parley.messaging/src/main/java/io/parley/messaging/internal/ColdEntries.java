package io.parley.messaging.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a backlog that the view alone has, which are one range of sequences; and what has happened to entries of the view
 * that it does not show yet. Owned by a shard.
 */
final class ColdEntries {

    private static final Logger LOG = LoggerFactory.getLogger(ColdEntries.class);

    /** So many come back at a time, where nobody is in a hurry. */
    static final int PAGE = 256;

    /** From so many on it is cheaper for the view to delete a range than one after the other. */
    static final int RANGE = 64;

    /**
     * Some entries in order.
     *
     * @param behind where those begin that are behind them
     */
    record Page(List<Entry> entries, long behind) {}

    private final EntryTable table;
    private final String name;
    private final ShardState home;
    private final int pageSize;

    /** What the next collection tells the view: the entry as it is now, or null for one that is gone. */
    private Map<Long, Entry> touched = Map.of();

    /** What was collected, and the view may not show yet. */
    private Map<Long, Entry> settling = Map.of();

    /** Entries of the range with which something is under way that the view knows nothing of. */
    private Map<Long, Entry> pinned = Map.of();

    private long from;
    private long below;
    private int count;

    /** Counts how often a page of the range that is being read may show what is nowhere else told of any more. */
    private int changes;

    private boolean reading;

    ColdEntries(EntryTable table, String name, ShardState home, long first, int pageSize) {
        this.table = table;
        this.name = name;
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

    /** Whether the view still has to be told of that entry, or does not show it yet. */
    boolean unsettled(long sequence) {
        return touched.containsKey(sequence) || settling.containsKey(sequence);
    }

    /** Whether there is nothing that a view would not show. */
    boolean settled() {
        return touched.isEmpty() && settling.isEmpty();
    }

    /** The range reaches that far now, and so many more are in it. */
    void extend(long newFrom, long newBelow, int more) {
        from = newFrom;
        below = newBelow;
        count += more;
        closeIfEmpty();
    }

    private boolean holds(long sequence) {
        return sequence >= from && sequence < below;
    }

    private void closeIfEmpty() {
        if (count == 0) {
            from = below;
        }
    }

    /**
     * What the view has of the entry is no longer right.
     *
     * @param entry as it is now; null when it is gone
     */
    void touch(long sequence, Entry entry) {
        if (touched.isEmpty()) {
            touched = new HashMap<>(4);
        }
        touched.put(sequence, entry);
    }

    void collect(ViewChanges into) {
        long[] gone = new long[touched.size()];
        int count = 0;
        for (Map.Entry<Long, Entry> each : touched.entrySet()) {
            if (each.getValue() == null) {
                gone[count++] = each.getKey();
            } else {
                table.put(into, name, each.getValue());
            }
        }
        Arrays.sort(gone, 0, count);
        for (int i = 0; i < count; ) {
            int end = i + 1;
            while (end < count && gone[end] == gone[i] + end - i) {
                end++;
            }
            delete(into, gone, i, end);
            i = end;
        }
        if (settling.isEmpty()) {
            settling = touched;
        } else {
            settling.putAll(touched);
        }
        touched = Map.of();
    }

    /** Those follow one another. */
    private void delete(ViewChanges into, long[] gone, int begin, int end) {
        if (end - begin >= RANGE) {
            table.deleteRange(into, name, gone[begin], gone[end - 1] + 1);
        } else {
            for (int i = begin; i < end; i++) {
                table.delete(into, name, gone[i]);
            }
        }
    }

    /** The view shows all that was collected. */
    void collected() {
        for (long sequence : settling.keySet()) {
            if (holds(sequence)) {
                changes++;
                break;
            }
        }
        settling = Map.of();
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
        if (touched.containsKey(sequence)) {
            return touched.get(sequence);
        }
        if (settling.containsKey(sequence)) {
            return settling.get(sequence);
        }
        try {
            return home.nearby().get(home.view(), table, name, sequence, below);
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
        return new IllegalStateException(
                "Entries of '" + name + "' in the view's table " + table.entries() + " cannot be read: "
                        + cause.getMessage(),
                cause);
    }

    /** Takes one out of the range for good; null when there is none. Waits for the disk, as {@link #find} does. */
    Entry remove(long sequence) {
        Entry entry = find(sequence);
        if (entry != null) {
            unpin(sequence);
            touch(sequence, null);
            count--;
            closeIfEmpty();
        }
        return entry;
    }

    /** Takes all out of the range for good. Waits for the disk. */
    void removeAll(Consumer<Entry> each) {
        List<Entry> all;
        try {
            all = count == 0 ? List.of() : current(table.page(home.view(), name, from, below, Integer.MAX_VALUE));
        } catch (JournalException e) {
            throw unreadable(e);
        }
        all.forEach(entry -> {
            touch(entry.sequence, null);
            each.accept(entry);
        });
        count = 0;
        pinned = Map.of();
        closeIfEmpty();
    }

    /** What was read, as it is by now. */
    private List<Entry> current(List<Entry> read) {
        List<Entry> all = new ArrayList<>(read.size());
        for (Entry entry : read) {
            Map<Long, Entry> newest = touched.containsKey(entry.sequence) ? touched : settling;
            Entry now = pinned.getOrDefault(entry.sequence, newest.getOrDefault(entry.sequence, entry));
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
                look.accept(new Page(current(page), behind(page, PAGE, end)));
            }
        });
    }

    /** Reads rows off the shard's thread, and comes back to it. */
    private void read(long begin, long end, int most, BiConsumer<List<Entry>, JournalException> then) {
        home.engine().workers().execute(() -> {
            List<Entry> page = null;
            JournalException failure = null;
            try {
                page = table.page(home.view(), name, begin, end, most);
            } catch (JournalException e) {
                failure = e;
            }
            List<Entry> read = page;
            JournalException cause = failure;
            home.shard().execute(() -> then.accept(read, cause));
        });
    }

    private static long behind(List<Entry> page, int most, long end) {
        return page.size() < most ? end : page.get(most - 1).sequence + 1;
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
        from = behind(read, pageSize, end);
        count -= page.size();
        page.forEach(entry -> unpin(entry.sequence));
        if (from == below && count != 0) {
            LOG.error("The view's table {} lacks {} entries of '{}'", table.entries(), count, name);
            count = 0;
        }
        closeIfEmpty();
        back.accept(page);
    }
}
