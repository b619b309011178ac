package io.parley.messaging.internal;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A backlog's entries in memory: those before the range that the view alone has, and those behind it. Where there is no such range
 * all are behind it. Owned by a shard.
 */
final class Residents {

    /** Entries that came back from the view, before those that are still there alone; null when there are none. */
    private SequenceRing<Entry> front;

    private SequenceRing<Entry> ring;

    /** No entry of the front is at or behind it, and none of the ring before it. */
    private long border;

    /** @param first sequence */
    Residents(long first) {
        ring = new SequenceRing<>(first);
        border = first;
    }

    int size() {
        return ring.size() + (front == null ? 0 : front.size());
    }

    /** The sequence of the next entry to be added. */
    long next() {
        return ring.next();
    }

    /** The sequence of the oldest entry; equal to {@link #next} when there is none. */
    long first() {
        return front == null || front.size() == 0 ? ring.first() : front.first();
    }

    /** Whether there are entries before the range that the view alone has. */
    boolean hasFront() {
        return front != null && front.size() > 0;
    }

    void add(Entry entry) {
        ring.add(entry);
    }

    /** Takes up an entry behind all others. */
    void put(Entry entry) {
        ring.put(entry.sequence, entry);
    }

    /** Takes up an entry that was the first of the range that the view alone has. */
    void putFront(Entry entry) {
        if (front == null) {
            front = new SequenceRing<>(entry.sequence);
        }
        front.put(entry.sequence, entry);
    }

    /** The sequence to go on with, unless that is given already. */
    void skipTo(long next) {
        ring.skipTo(next);
    }

    /** Null when there is none of that sequence. */
    Entry get(long sequence) {
        if (sequence >= border) {
            return ring.get(sequence);
        }
        return front == null ? null : front.get(sequence);
    }

    /** Whether there is any from one sequence up to another close by, exclusive. */
    boolean any(long from, long below) {
        for (long at = from; at < below; at++) {
            if (get(at) != null) {
                return true;
            }
        }
        return false;
    }

    /** Visits all from one sequence up to another close by, exclusive. */
    void each(long from, long below, Consumer<Entry> visitor) {
        for (long at = from; at < below; at++) {
            Entry entry = get(at);
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    /** The first at or behind that sequence; null when there is none. */
    Entry atOrBehind(long sequence) {
        Entry entry = frontAtOrBehind(sequence);
        return entry == null ? ring.atOrBehind(sequence) : entry;
    }

    /** As {@link #atOrBehind}, of those before the range that the view alone has. */
    Entry frontAtOrBehind(long sequence) {
        return front == null || sequence >= border ? null : front.atOrBehind(sequence);
    }

    /** Null when there is none of that sequence. */
    Entry remove(long sequence) {
        if (sequence >= border) {
            return ring.remove(sequence);
        }
        return front == null ? null : front.remove(sequence);
    }

    /** Visits those behind the range that the view alone has, from that sequence on, in order. */
    void behind(long sequence, Consumer<Entry> visitor) {
        ring.from(sequence, visitor);
    }

    /** The first sequence, not below that one, from which on every entry before the end may go. */
    long goesFrom(long sequence, long end, boolean frontOnly, Predicate<Entry> mayGo) {
        long from = front == null ? sequence : goesFrom(front, sequence, end, mayGo);
        return frontOnly ? from : goesFrom(ring, from, end, mayGo);
    }

    private static long goesFrom(SequenceRing<Entry> entries, long sequence, long end, Predicate<Entry> mayGo) {
        long from = sequence;
        Entry at = entries.atOrBehind(from);
        while (at != null && at.sequence < end) {
            from = mayGo.test(at) ? from : at.sequence + 1;
            at = entries.atOrBehind(at.sequence + 1);
        }
        return from;
    }

    /** The sequence, not above that one, up to which every entry behind the range that the view alone has may go. */
    long goesTo(long end, Predicate<Entry> mayGo) {
        Entry at = ring.atOrBehind(0);
        while (at != null && at.sequence < end && mayGo.test(at)) {
            at = ring.atOrBehind(at.sequence + 1);
        }
        return at == null ? end : Math.min(end, at.sequence);
    }

    /**
     * From now on the view alone has that range.
     *
     * @param gone is given each entry that has gone
     * @return how many entries have gone
     */
    int letGo(long begin, long end, Consumer<Entry> gone) {
        int before = size();
        SequenceRing<Entry> kept = new SequenceRing<>(first());
        SequenceRing<Entry> behind = new SequenceRing<>(end);
        Consumer<Entry> sort = entry -> {
            if (entry.sequence < begin) {
                kept.put(entry.sequence, entry);
            } else if (entry.sequence >= end) {
                behind.put(entry.sequence, entry);
            } else {
                gone.accept(entry);
            }
        };
        if (front != null) {
            front.from(0, sort);
        }
        ring.from(0, sort);
        behind.skipTo(ring.next());
        front = kept.size() == 0 ? null : kept;
        ring = behind;
        border = end;
        return before - size();
    }

    /** The view alone has everything below that sequence. */
    void border(long sequence) {
        border = sequence;
    }
}
