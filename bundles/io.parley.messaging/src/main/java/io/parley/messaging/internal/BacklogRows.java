package io.parley.messaging.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.List;

/**
 * A backlog's rows in the view: what the view is to be told next, and what it was told and may not show yet. What goes one behind the other is told
 * in a few rows, however many they are. Owned by a shard; rows are read on any thread.
 */
final class BacklogRows {

    /** From so many on it is cheaper for the view to delete a range than one after the other, and to have one row than one for each. */
    static final int MANY = 64;

    /** Tells about entries that are still there, in memory or in the view. */
    interface Living {

        /** Whether there is any from one sequence up to another, exclusive. */
        boolean any(long from, long below);
    }

    /** Most backlogs have nothing to tell, and take no room for it. */
    private static final Unshown NOTHING = new Unshown();

    private final EntryTable table;
    private final String name;

    /** What the next collection tells. */
    private Unshown unshown = NOTHING;

    /** What was collected, and the view may not show yet. */
    private Unshown settling = NOTHING;

    /** Entries below it were handed to the view, unless they had left before. */
    private long collectedBelow;

    /** Where the newest block begins that may have a row for many; below zero for none. */
    private long manyIn = -1;

    /** Entries below it are shown by the view. */
    private long shownBelow;

    BacklogRows(EntryTable table, String name, long first) {
        this.table = table;
        this.name = name;
        this.collectedBelow = first;
        this.shownBelow = first;
    }

    /** For people. */
    String label() {
        return "Entries of '" + name + "' in the view's table " + table.entries();
    }

    /** Entries below it are shown, but for what {@link #unsettled} tells. */
    long shownBelow() {
        return shownBelow;
    }

    /** The view has all below that sequence. */
    void restored(long below) {
        collectedBelow = Math.max(collectedBelow, below);
        shownBelow = collectedBelow;
        long block = BlockRows.begin(collectedBelow);
        manyIn = collectedBelow - block >= MANY ? block : -1;
    }

    /** What the view has of the entry is no longer right. */
    void changed(Entry entry) {
        toTell().changed(entry);
    }

    /** The entry, which the view has, is gone. */
    void gone(Entry entry) {
        toTell().gone(entry);
    }

    /** None of those is there any more, and the rows with many of them can go. */
    void goneTogether(long from, long below) {
        if (from < below) {
            toTell().goneTogether(from, below);
        }
    }

    private Unshown toTell() {
        if (unshown == NOTHING) {
            unshown = new Unshown();
        }
        return unshown;
    }

    /** Whether the view still has to be told of that entry, or does not show it yet. */
    boolean unsettled(long sequence) {
        return unshown.tells(sequence) || settling.tells(sequence);
    }

    /** As {@link #unsettled(long)}, of any from one sequence up to another, exclusive. */
    boolean unsettled(long from, long below) {
        return unshown.meets(from, below) || settling.meets(from, below);
    }

    /** Whether there is nothing that a view would not show. */
    boolean settled() {
        return unshown.isEmpty() && settling.isEmpty();
    }

    /** Whether the view may not show yet what was collected last about any from one sequence up to another, exclusive. */
    boolean settles(long from, long below) {
        return settling.meets(from, below);
    }

    /** The entry of an {@link #unsettled} one as it is; null when it is gone. */
    Entry now(long sequence) {
        return unshown.tells(sequence) ? unshown.now(sequence) : settling.now(sequence);
    }

    /** The first entries from one sequence up to another, exclusive, as the view shows them. Any thread. */
    List<Entry> read(View view, long from, long to, int most) throws JournalException {
        return table.page(view, name, from, to, most);
    }

    /** As {@link #read}, of one entry; null when there is none. */
    Entry read(NearbyRows nearby, View view, long sequence, long end) throws JournalException {
        return nearby.get(view, table, name, sequence, end);
    }

    /**
     * Tells what has changed, and what is new and still there; what came and went since the last time never reaches the view.
     *
     * @param living as it is now
     */
    void collect(ViewChanges into, Residents residents, Living living) {
        unshown.goneAlone().each((from, below) -> deleteAlone(into, from, below));
        unshown.goneTogether().each((from, below) -> deleteTogether(into, from, below, living));
        unshown.changed().forEach(entry -> table.put(into, name, entry));
        if (settling.isEmpty()) {
            settling = unshown;
        } else {
            settling.addAll(unshown);
        }
        unshown = NOTHING;
        List<Entry> block = new ArrayList<>();
        residents.behind(collectedBelow, entry -> {
            if (entry.durable) {
                if (!block.isEmpty() && BlockRows.begin(entry.sequence) != BlockRows.begin(block.get(0).sequence)) {
                    put(into, residents, block);
                }
                block.add(entry);
            }
        });
        put(into, residents, block);
        collectedBelow = residents.next();
    }

    private void put(ViewChanges into, Residents residents, List<Entry> block) {
        if (block.isEmpty()) {
            return;
        }
        long begin = BlockRows.begin(block.get(0).sequence);
        if (block.size() >= MANY) {
            table.putTogether(into, name, block);
            residents.each(begin, block.get(0).sequence, before -> before.together = true);
            manyIn = begin;
        } else {
            block.forEach(entry -> table.put(into, name, entry));
        }
        for (Entry entry : block) {
            entry.inView = true;
            entry.together = begin == manyIn;
        }
        block.clear();
    }

    private void deleteAlone(ViewChanges into, long from, long below) {
        if (below - from >= MANY) {
            table.deleteRange(into, name, from, below);
        } else {
            for (long at = from; at < below; at++) {
                table.delete(into, name, at);
            }
        }
    }

    /** Whole blocks go, rows and all; of a block in which something is left a row says what has gone. */
    private void deleteTogether(ViewChanges into, long from, long below, Living living) {
        long begin = BlockRows.begin(from);
        long first = living.any(begin, from) ? BlockRows.end(from) : begin;
        long end = BlockRows.end(below);
        long last = living.any(below, end) ? BlockRows.begin(below) : end;
        if (first >= last) {
            sayGone(into, from, below);
            return;
        }
        sayGone(into, from, first);
        table.deleteRange(into, name, first, last);
        sayGone(into, last, below);
    }

    private void sayGone(ViewChanges into, long from, long below) {
        for (long at = from; at < below; ) {
            long end = Math.min(below, BlockRows.end(at + 1));
            table.putGone(into, name, at, end);
            at = end;
        }
    }

    void putHead(ViewChanges into, EntryTable.Head head) {
        table.putHead(into, name, head);
    }

    void deleteHead(ViewChanges into) {
        table.deleteHead(into, name);
    }

    /** The view shows all that was collected. */
    void collected() {
        settling = NOTHING;
        shownBelow = collectedBelow;
    }
}
