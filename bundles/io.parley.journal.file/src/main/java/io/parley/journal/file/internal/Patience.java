package io.parley.journal.file.internal;

import java.util.concurrent.TimeUnit;

/** For how much the writer waits before it commits, and how long. For its thread. */
final class Patience {

    /** Below it a sleep takes longer than what it saves. */
    private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(1);

    private long cost;
    private long average;
    private long ended;

    /** A group of that cost was written and forced between these times. */
    void committed(long groupCost, long begun, long end) {
        cost = groupCost;
        average += (end - begun - average) / 8;
        ended = end;
    }

    /** So much should be pending; 0 where waiting does not pay, or nobody is expected any more. */
    long wanted() {
        return average / 2 < SHORTEST || System.nanoTime() - until() >= 0 ? 0 : cost / 4 * 3;
    }

    /** So long, in the time of {@link System#nanoTime}. */
    long until() {
        return ended + Math.min(average / 2, LONGEST);
    }
}
