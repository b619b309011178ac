package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.Precedence;
import io.parley.engine.TableScan;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.spi.protocol.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Entries in the view: key is the owner's name and the sequence, value the reference. A second table holds one head an owner:
 * what is known besides the entries.
 */
record EntryTable(String entries, String heads) {

    static final EntryTable QUEUES = new EntryTable("queue", "queue.head");
    static final EntryTable INBOXES = new EntryTable("inbox", "inbox.head");

    private static final Guarantee[] GUARANTEES = Guarantee.values();
    private static final int PRECEDENT = 64;
    private static final int IDENTIFIED = 32;
    private static final int STREAMED = 16;
    private static final int ATTACHED = 1;
    private static final int ALIKE = 2;
    private static final int RECEIVED = 8;
    private static final int RETAINED = 4;
    private static final int KNOWN = 127;

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

    void put(ViewChanges changes, String owner, Entry entry) {
        int how = entry.guarantee.ordinal()
                | (entry.retained ? RETAINED : 0)
                | (entry.state == Entry.State.RECEIVED ? RECEIVED : 0)
                | (entry.subscriptions().isEmpty() ? 0 : IDENTIFIED)
                | (entry.ref.oldest() == entry.ref.position() ? 0 : STREAMED)
                | (entry.precedence() == null ? 0 : PRECEDENT);
        RecordWriter value = new RecordWriter(32)
                .number(entry.ref.position())
                .number(entry.ref.index())
                .number(entry.ref.expiresAt())
                .number(entry.size)
                .octet(how)
                .number(entry.attempts);
        if ((how & STREAMED) != 0) {
            value.number(entry.ref.oldest());
        }
        if (!entry.subscriptions().isEmpty()) {
            value.integers(entry.subscriptions());
        }
        if (entry.precedence() != null) {
            String key = entry.precedence().orderingKey();
            value.octet(entry.precedence().priority()).text(key == null ? "" : key);
        }
        changes.put(entries, key(owner, entry.sequence), value.toArray());
    }

    void delete(ViewChanges changes, String owner, long sequence) {
        changes.delete(entries, key(owner, sequence));
    }

    /** Deletes all from one sequence up to another, exclusive. */
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
        TableScan.all(view, heads, (key, value) -> {
            RecordReader in = new RecordReader(value);
            long next = in.number();
            long sentBelow = in.number();
            int how = in.octet();
            Head head = new Head(
                    next,
                    sentBelow,
                    (how & ATTACHED) != 0,
                    in.integer(),
                    in.number(),
                    in.number(),
                    (how & ALIKE) != 0,
                    // A row of an earlier version does not tell.
                    in.hasMore() ? in.number() : 1);
            visitor.accept(new RecordReader(key).text(), head);
        });
    }

    /**
     * Visits all entries, those of one owner in order.
     *
     * @param visitor false ends the visit
     */
    void entries(View view, BiPredicate<String, Entry> visitor) throws JournalException {
        view.scan(entries, new byte[0], null, (key, value) -> {
            RecordReader name = new RecordReader(key);
            String owner = name.text();
            return visitor.test(owner, entry(name.fixed(), new RecordReader(value)));
        });
    }

    /** One entry; null when there is none. */
    Entry get(View view, String owner, long sequence) throws JournalException {
        byte[] value = view.get(entries, key(owner, sequence));
        return value == null ? null : entry(sequence, new RecordReader(value));
    }

    /** The first entries from one sequence up to another, exclusive, in order. */
    List<Entry> page(View view, String owner, long from, long to, int most) throws JournalException {
        List<Entry> page = new ArrayList<>();
        view.scan(entries, key(owner, from), key(owner, to), (key, value) -> {
            RecordReader name = new RecordReader(key);
            name.skipBytes();
            page.add(entry(name.fixed(), new RecordReader(value)));
            return page.size() < most;
        });
        return page;
    }

    private static Entry entry(long sequence, RecordReader in) {
        long position = in.number();
        int index = in.integer();
        long expiresAt = in.number();
        int size = in.integer();
        int how = in.octet();
        if ((how & ~KNOWN) != 0 || (how & 3) >= GUARANTEES.length) {
            throw new IllegalArgumentException("Unknown fields (" + Integer.toHexString(how)
                    + ") of a message that waits; a newer Parley wrote this row, or it is damaged");
        }
        int attempts = in.integer();
        long oldest = (how & STREAMED) != 0 ? in.number() : position;
        MessageRef ref = MessageRef.of(position, index, oldest, expiresAt, size);
        List<Integer> subscriptions = (how & IDENTIFIED) != 0 ? in.integers() : List.of();
        Guarantee guarantee = GUARANTEES[how & 3];
        boolean retained = (how & RETAINED) != 0;
        Entry entry = (how & PRECEDENT) == 0
                ? IdentifiedEntry.of(sequence, ref, guarantee, retained, subscriptions, true)
                : new PrecedentEntry(sequence, ref, guarantee, retained, true, precedence(in));
        entry.attempts = attempts;
        entry.state = (how & RECEIVED) != 0 ? Entry.State.RECEIVED : Entry.State.WAITING;
        entry.inView = true;
        return entry;
    }

    private static Precedence precedence(RecordReader in) {
        int priority = in.octet();
        String key = in.text();
        return new Precedence(priority, key.isEmpty() ? null : key);
    }

    private static byte[] key(String owner, long sequence) {
        return new RecordWriter(owner.length() + 16).text(owner).fixed(sequence).toArray();
    }

    private static byte[] name(String owner) {
        return new RecordWriter(owner.length() + 8).text(owner).toArray();
    }
}
