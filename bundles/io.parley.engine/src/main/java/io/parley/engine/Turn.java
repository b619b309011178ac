package io.parley.engine;

import java.util.ArrayDeque;

/** The way of a durable batch to its shards, and what has to come behind it. Safe for all threads. */
final class Turn {

    private ArrayDeque<Runnable> followers; // guarded by this
    private volatile boolean ended; // written under this

    /** Whether all that waited has gone on. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether the task has to wait; then it runs when this turn ends. */
    synchronized boolean precedes(Runnable task) {
        if (ended) {
            return false;
        }
        followers = followers == null ? new ArrayDeque<>(2) : followers;
        followers.add(task);
        return true;
    }

    /** The batch is with its shards, or will never be: what is behind it goes on, in its order. */
    void end() {
        for (Runnable next; (next = next()) != null; ) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        Runnable next = followers == null ? null : followers.poll();
        if (next == null) {
            ended = true;
        }
        return next;
    }
}
