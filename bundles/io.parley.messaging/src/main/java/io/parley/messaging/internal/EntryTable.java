package io.parley.messaging.internal;

import io.parley.engine.TableScan;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Entries in the view: key is the owner's name and the sequence, value the reference. Many of one block ({@link BlockRows}) are one row, by the
 * sequence of the last; a row of its own says which of them have gone since. A second table holds one head an owner: what is known besides the entries.
 */
record EntryTable(String entries, String heads) {

    static final EntryTable QUEUES = new EntryTable("queue", "queue.head");
    static final EntryTable INBOXES = new EntryTable("inbox", "inbox.head");

    /** What stands behind the sequence in a row's key: nothing for one entry, or one of these. */
    private static final int ALONE = 0;

    private static final int GONE = 1;
    private static final int TOGETHER = 2;

    /** Where the row of one entry has its place in a record: a Parley that knows of no other rows refuses this one, and does not take it for an entry. */
    private static final long NO_ENTRY = -1;

    private static final int ATTACHED = 1;
    private static final int ALIKE = 2;

    /**
     * What is known of an owner besides its entries.
     *
     * @param next the sequence of its next entry
     * @param sentBelow entries below may have reached a consumer
     * @param attached whether a consumer was there; then all entries may have
     * @param count of entries
     * @param bytes of their messages' payloads; 0 for an inbox, which has no limit on them
     * @param first no entry is below
     * @param alike whether no entry has a priority or an ordering key
     * @param expires none of a queue's entries expires before then; {@link Expiries#NEVER} where none does, and for an inbox
     */
    record Head(
            long next,
            long sentBelow,
            boolean attached,
            int count,
            long bytes,
            long first,
            boolean alike,
            long expires) {}

    /** One entry, which counts more than what the view has of it together with others. */
    void put(ViewChanges changes, String owner, Entry entry) {
        RecordWriter value = new RecordWriter(32);
        EntryForm.write(value, entry, 0);
        changes.put(entries, key(owner, entry.sequence), value.toArray());
    }

    /** Entries of one block in one row, in order. */
    void putTogether(ViewChanges changes, String owner, List<Entry> block) {
        RecordWriter value =
                new RecordWriter(16 * block.size()).number(0).number(NO_ENTRY).number(block.size());
        long sequence = BlockRows.begin(block.get(0).sequence);
        long position = 0;
        for (int i = 0; i < block.size(); i++) {
            Entry entry = block.get(i);
            value.number(entry.sequence - sequence);
            EntryForm.write(value, entry, position);
            sequence = entry.sequence;
            position = entry.ref.position();
        }
        changes.put(entries, key(owner, sequence, TOGETHER), value.toArray());
    }

    /** Says that all from one sequence up to another of the same block, exclusive, are gone: for those that are in a row with others. */
    void putGone(ViewChanges changes, String owner, long from, long below) {
        byte[] count = new RecordWriter(8).number(below - from).toArray();
        changes.put(entries, key(owner, below - 1, GONE), count);
    }

    /** One that stands alone. */
    void delete(ViewChanges changes, String owner, long sequence) {
        changes.delete(entries, key(owner, sequence));
    }

    /** Deletes all rows from one sequence up to another, exclusive: those with many entries, too, whose last one is there. */
    void deleteRange(ViewChanges changes, String owner, long from, long to) {
        changes.deleteRange(entries, key(owner, from), key(owner, to));
    }

    void putHead(ViewChanges changes, String owner, Head head) {
        RecordWriter value = new RecordWriter(24)
                .number(head.next)
                .number(head.sentBelow)
                .octet((head.attached ? ATTACHED : 0) | (head.alike ? ALIKE : 0))
                .number(head.count)
                .number(head.bytes)
                .number(head.first)
                .number(head.expires);
        changes.put(heads, name(owner), value.toArray());
    }

    void deleteHead(ViewChanges changes, String owner) {
        changes.delete(heads, name(owner));
    }

    /** Visits all heads. */
    void heads(View view, BiConsumer<String, Head> visitor) throws JournalException {
        TableScan.all(view, heads, (key, value) -> visitor.accept(new RecordReader(key).text(), head(value)));
    }

    /** Visits the first heads. */
    void heads(View view, int most, BiConsumer<String, Head> visitor) throws JournalException {
        int[] rest = {most};
        view.scan(heads, new byte[0], null, (key, value) -> {
            boolean more = rest[0]-- > 0;
            if (more) {
                visitor.accept(new RecordReader(key).text(), head(value));
            }
            return more;
        });
    }

    /** Null when there is none. */
    Head head(View view, String owner) throws JournalException {
        byte[] value = view.get(heads, name(owner));
        return value == null ? null : head(value);
    }

    private static Head head(byte[] value) {
        RecordReader in = new RecordReader(value);
        long next = in.number();
        long sentBelow = in.number();
        int how = in.octet();
        return new Head(
                next,
                sentBelow,
                (how & ATTACHED) != 0,
                in.integer(),
                in.number(),
                in.number(),
                (how & ALIKE) != 0,
                // A row of an earlier version does not tell.
                in.hasMore() ? in.number() : 1);
    }

    /**
     * Visits all entries, those of one owner in order.
     *
     * @param visitor false ends the visit
     */
    void entries(View view, BiPredicate<String, Entry> visitor) throws JournalException {
        String[] owner = {""};
        boolean[] over = {false};
        BlockRows rows = new BlockRows(entry -> over[0] = over[0] || !visitor.test(owner[0], entry));
        view.scan(entries, new byte[0], null, (key, value) -> {
            RecordReader name = new RecordReader(key);
            String next = name.text();
            if (!next.equals(owner[0])) {
                rows.flush();
                owner[0] = next;
            }
            long sequence = name.fixed();
            rows.reach(sequence);
            if (!over[0]) {
                add(rows, sequence, name, value);
            }
            return !over[0];
        });
        rows.flush();
    }

    /**
     * The first entries from one sequence up to another, exclusive, in order.
     *
     * @param most to stop at, with the end of a block
     */
    List<Entry> page(View view, String owner, long from, long to, int most) throws JournalException {
        List<Entry> page = new ArrayList<>();
        BlockRows rows = new BlockRows(entry -> {
            if (entry.sequence >= from && entry.sequence < to) {
                page.add(entry);
            }
        });
        view.scan(entries, key(owner, BlockRows.begin(from)), key(owner, BlockRows.end(to)), (key, value) -> {
            RecordReader name = new RecordReader(key);
            name.skipBytes();
            long sequence = name.fixed();
            rows.reach(sequence);
            boolean more = page.size() < most;
            if (more) {
                add(rows, sequence, name, value);
            }
            return more;
        });
        rows.flush();
        return page;
    }

    /** Where those begin that are behind a page, which was to have so many and ends before that sequence. */
    static long behind(List<Entry> page, int most, long to) {
        return page.size() < most ? to : Math.min(to, BlockRows.end(page.get(page.size() - 1).sequence + 1));
    }

    private static void add(BlockRows rows, long sequence, RecordReader key, byte[] value) {
        RecordReader in = new RecordReader(value);
        int kind = key.hasMore() ? key.octet() : ALONE;
        if (kind == ALONE) {
            rows.alone(sequence, in);
        } else if (kind == TOGETHER) {
            in.number();
            in.number();
            rows.together(in);
        } else if (kind == GONE) {
            rows.gone(sequence, in.integer());
        } else {
            throw new IllegalArgumentException("A row of kind " + kind + "; a newer Parley wrote it, or it is damaged");
        }
    }

    private static byte[] key(String owner, long sequence, int kind) {
        return new RecordWriter(owner.length() + 16)
                .text(owner)
                .fixed(sequence)
                .octet(kind)
                .toArray();
    }

    private static byte[] key(String owner, long sequence) {
        return new RecordWriter(owner.length() + 16).text(owner).fixed(sequence).toArray();
    }

    private static byte[] name(String owner) {
        return new RecordWriter(owner.length() + 8).text(owner).toArray();
    }
}
