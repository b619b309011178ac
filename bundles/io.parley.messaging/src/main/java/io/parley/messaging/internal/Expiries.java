package io.parley.messaging.internal;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * When entries of a queue expire, as far as it takes to find those that have: for each block of sequences the earliest time, or one
 * before. There are few blocks, which become wider as the queue becomes longer. For one thread.
 */
final class Expiries {

    static final int MOST = 256;
    static final long NEVER = Long.MAX_VALUE;

    private static final long NARROWEST = 4_096;

    /** Some sequences. */
    record Block(long from, long below) {}

    private final TreeMap<Long, Long> earliest = new TreeMap<>();
    private long width = NARROWEST;
    private long next = NEVER;

    /** The block that the last one was in, and its time: mostly the next one is in it, too, and expires later. */
    private long last = -1;

    private long lastEarliest;

    /** The earliest of all times, in milliseconds since 1970, or one before; {@link #NEVER} for none. */
    long next() {
        return next;
    }

    /** The entry of that sequence expires then. */
    void expires(long sequence, long at) {
        long block = sequence / width;
        if (block == last && at >= lastEarliest) {
            return;
        }
        last = block;
        lastEarliest = earliest.merge(block, at, Math::min);
        next = Math.min(next, at);
        if (earliest.size() > MOST) {
            widen(width * 2);
        }
    }

    /** None of those sequences expires before then; more is not known. */
    void expireSometime(long from, long below, long at) {
        long wide = width;
        while ((below - from) / wide >= MOST / 2) {
            wide *= 2;
        }
        widen(wide);
        for (long sequence = from; sequence < below; sequence += width) {
            expires(sequence, at);
        }
        if (below > from) {
            expires(below - 1, at);
        }
    }

    private void widen(long wide) {
        Map<Long, Long> narrow = new TreeMap<>(earliest);
        long factor = wide / width;
        width = wide;
        last = -1;
        earliest.clear();
        narrow.forEach((block, at) -> earliest.merge(block / factor, at, Math::min));
    }

    /** The first block in which something may have expired by then, forgotten by that; null when there is none. */
    Block take(long now) {
        for (Iterator<Map.Entry<Long, Long>> blocks = earliest.entrySet().iterator(); blocks.hasNext(); ) {
            Map.Entry<Long, Long> block = blocks.next();
            if (block.getValue() <= now) {
                long from = block.getKey() * width;
                blocks.remove();
                changed();
                return new Block(from, from + width);
            }
        }
        return null;
    }

    /** Nothing is left below that sequence. */
    void gone(long sequence) {
        if (!earliest.isEmpty() && earliest.firstKey() < sequence / width) {
            earliest.headMap(sequence / width).clear();
            changed();
        }
        if (earliest.isEmpty()) {
            width = NARROWEST;
        }
    }

    private void changed() {
        last = -1;
        next = earliest.values().stream().mapToLong(Long::longValue).min().orElse(NEVER);
    }
}
