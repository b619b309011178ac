package io.parley.messaging.internal;

import java.util.function.Consumer;

/**
 * Entries by sequence, added at the end and removed anywhere. The span from the oldest entry to the newest is kept in one array,
 * so a look-up is an index. For one thread.
 */
final class SequenceRing<E> {

    private static final Object[] NONE = {};

    private Object[] slots = NONE;
    private long first;
    private long next;
    private int size;

    /** @param next the sequence of the first entry to come */
    SequenceRing(long next) {
        this.first = next;
        this.next = next;
    }

    /** The sequence of the oldest entry; equal to {@link #next} when there is none. */
    long first() {
        return first;
    }

    /** The sequence of the next entry to be added. */
    long next() {
        return next;
    }

    int size() {
        return size;
    }

    /** Adds an entry under the next sequence. */
    void add(E entry) {
        put(next, entry);
    }

    /**
     * Adds an entry under that sequence; those between stay empty.
     *
     * @param sequence not below {@link #next}
     */
    void put(long sequence, E entry) {
        if (sequence < next) {
            throw new IllegalArgumentException("Sequence " + sequence + " is given already; " + next + " is next");
        }
        if (size == 0) {
            first = sequence;
        }
        long span = sequence - first + 1;
        if (span > slots.length) {
            grow(span);
        }
        slots[slot(sequence)] = entry;
        next = sequence + 1;
        size++;
    }

    /** The sequence to go on with, unless that is given already. */
    void skipTo(long sequence) {
        if (size > 0 && sequence - first > slots.length) {
            grow(sequence - first);
        }
        next = Math.max(next, sequence);
        if (size == 0) {
            first = next;
        }
    }

    @SuppressWarnings("unchecked")
    E get(long sequence) {
        return sequence < first || sequence >= next || size == 0 ? null : (E) slots[slot(sequence)];
    }

    /** Removes and returns an entry; null when there is none. */
    E remove(long sequence) {
        E entry = get(sequence);
        if (entry == null) {
            return null;
        }
        slots[slot(sequence)] = null;
        if (--size == 0) {
            first = next;
            if (slots.length > 1024) {
                slots = NONE;
            }
        } else {
            while (slots[slot(first)] == null) {
                first++;
            }
        }
        return entry;
    }

    /** The first entry at or behind that sequence; null when there is none. */
    E atOrBehind(long sequence) {
        for (long at = Math.max(sequence, first); at < next; at++) {
            E entry = get(at);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Visits the entries at and behind that sequence, in order. */
    void from(long sequence, Consumer<E> visitor) {
        for (long at = Math.max(sequence, first); at < next; at++) {
            E entry = get(at);
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    private int slot(long sequence) {
        return (int) (sequence & slots.length - 1);
    }

    private void grow(long span) {
        if (span > 1 << 30) {
            throw new IllegalStateException("A span of " + span + " messages is more than can be kept");
        }
        Object[] old = slots;
        int length = Math.max(16, Integer.highestOneBit((int) span - 1) << 1);
        Object[] larger = new Object[length];
        if (size > 0) {
            for (long at = first; at < next; at++) {
                larger[(int) (at & length - 1)] = old[(int) (at & old.length - 1)];
            }
        }
        slots = larger;
    }
}
