package io.parley.messaging.internal.sending;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Arrays of numbers that are used again. New ones the collector would have to move twice, and fill memory that was never touched before: that made
 * most of its pauses. Safe for all threads.
 */
final class DelayPages {

    /** Numbers of a page. */
    static final int NUMBERS = 8_192;

    /** So many are kept for later at the most, 16 MiB. */
    private static final int MOST = 256;

    private final Deque<long[]> idle = new ArrayDeque<>(); // guarded by this

    /** So many were not needed since {@link #shrink}, at the least. */
    private int least; // guarded by this

    /** One that may have any numbers. */
    synchronized long[] take() {
        long[] page = idle.poll();
        least = Math.min(least, idle.size());
        return page == null ? new long[NUMBERS] : page;
    }

    /** They are used no more by whom they were given. */
    synchronized void give(List<long[]> pages) {
        for (int i = 0; i < pages.size() && idle.size() < MOST; i++) {
            idle.push(pages.get(i));
        }
    }

    /** From time to time: half of those that were not needed for so long go. */
    synchronized void shrink() {
        for (int i = (least + 1) / 2; i > 0; i--) {
            idle.poll();
        }
        least = idle.size();
    }

    synchronized int idle() {
        return idle.size();
    }
}
