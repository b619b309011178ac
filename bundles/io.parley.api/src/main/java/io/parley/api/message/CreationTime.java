package io.parley.api.message;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The time of messages that come into being. To read the clock takes a third of what it takes to make a message: where millions are made in a
 * second, one thread reads it for all of them, so that their time is late by as much as that thread is. Otherwise each has the time that it is.
 * Safe for all threads.
 */
final class CreationTime {

    /** So many reads in a millisecond take an eighth of it; with fewer, a thread that gets in the way of others costs as much. */
    private static final int MANY = 5_000;

    private static final long PAUSE_NANOS = 1_000_000;

    /** Then it is seen anew whether there are many. */
    private static final long LONGEST_MILLIS = 100;

    private static final AtomicBoolean BEING_KEPT = new AtomicBoolean();

    /** 0 while nobody reads it for others. */
    private static volatile long kept;

    // Of the millisecond that was read last. Threads that mix them up count a little wrong.
    private static long millisecond;
    private static int reads;

    private CreationTime() {}

    /** Milliseconds since 1970-01-01T00:00Z. */
    static long now() {
        long now = kept;
        return now == 0 ? read() : now;
    }

    private static long read() {
        long now = System.currentTimeMillis();
        if (now != millisecond) {
            millisecond = now;
            reads = 0;
        } else if (++reads > MANY) {
            readForAll();
        }
        return now;
    }

    /** Has one thread do it for a while, unless one does already. */
    static void readForAll() {
        if (BEING_KEPT.compareAndSet(false, true)) {
            Thread thread = new Thread(null, CreationTime::keep, "parley-clock", 0, false);
            thread.setContextClassLoader(null);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void keep() {
        long begun = System.nanoTime();
        do {
            kept = System.currentTimeMillis();
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - begun < LONGEST_MILLIS * 1_000_000);
        kept = 0;
        BEING_KEPT.set(false);
    }

    /** Whether one thread reads it for all just now. */
    static boolean isKept() {
        return kept != 0;
    }
}
