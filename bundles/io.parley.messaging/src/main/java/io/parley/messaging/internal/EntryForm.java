package io.parley.messaging.internal;

import io.parley.engine.MessageRef;
import io.parley.engine.Precedence;
import io.parley.engine.op.RecordReader;
import io.parley.engine.op.RecordWriter;
import io.parley.spi.protocol.Guarantee;
import java.util.List;

/** How the view has an entry. */
final class EntryForm {

    private static final Guarantee[] GUARANTEES = Guarantee.values();
    private static final int PRECEDENT = 64;
    private static final int IDENTIFIED = 32;
    private static final int STREAMED = 16;
    private static final int RECEIVED = 8;
    private static final int RETAINED = 4;
    private static final int KNOWN = 127;

    private EntryForm() {}

    /** @param before the position of the entry in front, from which on this one's is counted; 0 where it stands alone */
    static void write(RecordWriter out, Entry entry, long before) {
        int how = entry.guarantee.ordinal()
                | (entry.retained ? RETAINED : 0)
                | (entry.state == Entry.State.RECEIVED ? RECEIVED : 0)
                | (entry.subscriptions().isEmpty() ? 0 : IDENTIFIED)
                | (entry.ref.oldest() == entry.ref.position() ? 0 : STREAMED)
                | (entry.precedence() == null ? 0 : PRECEDENT);
        out.number(entry.ref.position() - before)
                .number(entry.ref.index())
                .number(entry.ref.expiresAt())
                .number(entry.size)
                .octet(how)
                .number(entry.attempts);
        if ((how & STREAMED) != 0) {
            out.number(entry.ref.oldest());
        }
        if (!entry.subscriptions().isEmpty()) {
            out.integers(entry.subscriptions());
        }
        if (entry.precedence() != null) {
            String key = entry.precedence().orderingKey();
            out.octet(entry.precedence().priority()).text(key == null ? "" : key);
        }
    }

    /** @param before as in {@link #write} */
    static Entry read(long sequence, RecordReader in, long before) {
        long position = before + in.number();
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
}
