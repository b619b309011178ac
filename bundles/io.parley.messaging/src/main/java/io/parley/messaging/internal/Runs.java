package io.parley.messaging.internal;

import java.util.Map;
import java.util.TreeMap;

/** Sequences, most of which follow one another: they take room by runs, not one by one. For one thread. */
final class Runs {

    /** Sees a run: from one sequence up to another, exclusive. */
    interface Visitor {
        void run(long from, long below);
    }

    /** Where each begins and ends; no two of them touch. Without the run that grows; null when there were no others. */
    private TreeMap<Long, Long> settled;

    /** The run that grows, since mostly the next sequence is right behind the last; empty when the two are equal. */
    private long from;

    private long below;

    boolean isEmpty() {
        return from == below && settled == null;
    }

    /** Adds one, unless it is there already. */
    void add(long sequence) {
        if (sequence == below && from < below) {
            below++;
        } else if (!contains(sequence)) {
            addAll(sequence, sequence + 1);
        }
    }

    /** Adds all from one up to another, exclusive. */
    void addAll(long newFrom, long newBelow) {
        if (newFrom < newBelow) {
            settle();
            from = newFrom;
            below = newBelow;
        }
    }

    void addAll(Runs others) {
        others.each(this::addAll);
    }

    boolean contains(long sequence) {
        return meets(sequence, sequence + 1);
    }

    /** Whether any of those from one up to another, exclusive, is there. */
    boolean meets(long first, long end) {
        if (first >= end) {
            return false;
        }
        if (from < end && first < below) {
            return true;
        }
        Map.Entry<Long, Long> last = settled == null ? null : settled.lowerEntry(end);
        return last != null && last.getValue() > first;
    }

    /** Visits all in order, as few runs as there are. */
    void each(Visitor visitor) {
        settle();
        if (settled != null) {
            settled.forEach(visitor::run);
        }
    }

    private void settle() {
        if (from == below) {
            return;
        }
        if (settled == null) {
            settled = new TreeMap<>();
        }
        long begin = from;
        long end = below;
        Map.Entry<Long, Long> touching = settled.floorEntry(end);
        while (touching != null && touching.getValue() >= begin) {
            begin = Math.min(begin, touching.getKey());
            end = Math.max(end, touching.getValue());
            settled.remove(touching.getKey());
            touching = settled.floorEntry(end);
        }
        settled.put(begin, end);
        from = 0;
        below = 0;
    }
}
