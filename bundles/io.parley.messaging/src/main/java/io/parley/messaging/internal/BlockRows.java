package io.parley.messaging.internal;

import io.parley.engine.op.RecordReader;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Makes entries of the rows of one owner, which come in the order of their keys. Many entries of one block may be one row; what stands alone is newer
 * than what such a row says of the same entry, and what is said to be gone is gone. No row is about two blocks. For one thread.
 */
final class BlockRows {

    /** Sequences of a block; a power of 2. */
    static final int BLOCK = 128;

    private final Entry[] alone = new Entry[BLOCK];
    private final Entry[] together = new Entry[BLOCK];
    private final BitSet gone = new BitSet(BLOCK);
    private final Consumer<Entry> target;
    private long block = -1;

    /** Whether there is a row for many, or one that tells of it. */
    private boolean many;

    /** @param target given all entries in order */
    BlockRows(Consumer<Entry> target) {
        this.target = target;
    }

    /** Where the block of that sequence begins. */
    static long begin(long sequence) {
        return sequence & -BLOCK;
    }

    /** The first sequence, not below that one, with which a block begins. */
    static long end(long sequence) {
        return sequence > Long.MAX_VALUE - BLOCK ? Long.MAX_VALUE : begin(sequence + BLOCK - 1);
    }

    /** A row of that sequence comes: what came before is complete, unless that is in the same block. */
    void reach(long sequence) {
        if (begin(sequence) != block) {
            flush();
            block = begin(sequence);
        }
    }

    void alone(long sequence, RecordReader value) {
        alone[slot(sequence)] = EntryForm.read(sequence, value, 0);
    }

    void together(RecordReader value) {
        long sequence = block;
        long position = 0;
        for (int rest = value.integer(); rest > 0; rest--) {
            sequence += value.integer();
            Entry entry = EntryForm.read(sequence, value, position);
            position = entry.ref.position();
            together[slot(sequence)] = entry;
        }
        many = true;
    }

    /** So many up to that sequence, inclusive. */
    void gone(long last, int count) {
        gone.set(slot(last - count + 1), slot(last) + 1);
        many = true;
    }

    /** Nothing more comes of the block. */
    void flush() {
        if (block < 0) {
            return;
        }
        for (int i = 0; i < BLOCK; i++) {
            Entry entry = alone[i] == null ? together[i] : alone[i];
            if (entry != null && !gone.get(i)) {
                entry.together = many;
                target.accept(entry);
            }
        }
        Arrays.fill(alone, null);
        Arrays.fill(together, null);
        gone.clear();
        many = false;
        block = -1;
    }

    private int slot(long sequence) {
        long slot = sequence - block;
        if (slot < 0 || slot >= BLOCK) {
            throw new IllegalArgumentException("A row of the block from " + block + " is about entry " + sequence);
        }
        return (int) slot;
    }
}
