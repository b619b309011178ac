package io.parley.messaging.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Entries by sequence, added at the end and removed anywhere. The span from the oldest entry to the newest is kept in one array,
 * so a look-up is an index; but for a few that stay while many come and go, which are set aside. For one thread.
 */
final class SequenceRing<E> {

    private static final Object[] NONE = {};

    /** A shorter span is always kept in the array. */
    private static final int SHORT = 1024;

    /** One in so many of the older half of the span, and they are set aside. */
    private static final int FEW = 16;

    /** Those before {@link #first}. */
    private final TreeMap<Long, E> aside = new TreeMap<>();

    private Object[] slots = NONE;

    /** The oldest entry of those in the array. */
    private long first;

    private long next;

    /** Of those in the array. */
    private int size;

    /** @param next the sequence of the first entry to come */
    SequenceRing(long next) {
        this.first = next;
        this.next = next;
    }

    /** The sequence of the oldest entry; equal to {@link #next} when there is none. */
    long first() {
        return aside.isEmpty() ? first : aside.firstKey();
    }

    /** The sequence of the next entry to be added. */
    long next() {
        return next;
    }

    int size() {
        return size + aside.size();
    }

    /** How long the array is. */
    int length() {
        return slots.length;
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
        makeRoom(sequence);
        slots[slot(sequence)] = entry;
        next = sequence + 1;
        size++;
    }

    /** The sequence to go on with, unless that is given already. */
    void skipTo(long sequence) {
        if (sequence > next) {
            if (size > 0) {
                makeRoom(sequence - 1);
            }
            next = sequence;
            first = size == 0 ? next : first;
        }
    }

    @SuppressWarnings("unchecked")
    E get(long sequence) {
        if (sequence < first) {
            return aside.isEmpty() ? null : aside.get(sequence);
        }
        return sequence >= next || size == 0 ? null : (E) slots[slot(sequence)];
    }

    /** Removes and returns an entry; null when there is none. */
    E remove(long sequence) {
        if (sequence < first) {
            return aside.remove(sequence);
        }
        E entry = get(sequence);
        if (entry == null) {
            return null;
        }
        slots[slot(sequence)] = null;
        size--;
        toFirst();
        if (size == 0 && slots.length > SHORT) {
            slots = NONE;
        }
        return entry;
    }

    private void toFirst() {
        if (size == 0) {
            first = next;
        } else {
            while (slots[slot(first)] == null) {
                first++;
            }
        }
    }

    /** The first entry at or behind that sequence; null when there is none. */
    E atOrBehind(long sequence) {
        Map.Entry<Long, E> oldest = sequence < first && !aside.isEmpty() ? aside.ceilingEntry(sequence) : null;
        if (oldest != null) {
            return oldest.getValue();
        }
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
        if (sequence < first && !aside.isEmpty()) {
            aside.tailMap(sequence).values().forEach(visitor);
        }
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

    /** Has the array reach from the first to that sequence, which is not below {@link #next}. */
    private void makeRoom(long sequence) {
        if (size > 0 && sequence - first >= slots.length) {
            setAside(sequence - Math.max(slots.length, SHORT) / 2);
        }
        if (size == 0) {
            first = sequence;
        }
        if (sequence - first >= slots.length) {
            grow(sequence - first + 1);
        }
    }

    /** Those below that sequence, if they are few. */
    private void setAside(long below) {
        long end = Math.min(below, next);
        int most = Math.max(slots.length, SHORT) / 2 / FEW;
        int count = 0;
        for (long at = first; at < end && count <= most; at++) {
            count += slots[slot(at)] == null ? 0 : 1;
        }
        if (count > most) {
            return;
        }
        for (long at = first; at < end; at++) {
            E entry = get(at);
            if (entry != null) {
                aside.put(at, entry);
                slots[slot(at)] = null;
                size--;
            }
        }
        first = Math.max(first, end);
        toFirst();
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
