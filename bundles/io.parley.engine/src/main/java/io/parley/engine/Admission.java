package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Lets batches in while all services are there; otherwise keeps them waiting, up to a limit. Safe for all threads. */
final class Admission {

    private enum State {
        PAUSED,
        OPEN,
        CLOSED
    }

    private final int limit;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>(); // guarded by this

    // Two counts, each spread over the cores: one would be the place where all senders and all shards meet.
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private volatile State state = State.PAUSED; // written under this

    Admission(int limit) {
        this.limit = limit;
    }

    void submit(Batch batch) {
        // Counted before the state is read, and pausing writes the state before it reads the count: one sees the other.
        begun.increment();
        VarHandle.fullFence();
        if (state == State.OPEN || enters(batch)) {
            batch.begin();
        }
    }

    /** Whether it may begin; if not, it waits or has failed. */
    private boolean enters(Batch batch) {
        RefusedException refusal;
        synchronized (this) {
            if (state == State.OPEN) {
                return true;
            }
            if (state == State.CLOSED) {
                refusal = stops();
            } else if (waiting.size() < limit) {
                waiting.add(batch);
                ended();
                return false;
            } else {
                refusal = new RefusedException(
                        Reason.UNAVAILABLE, "A part of Parley restarts, and " + limit + " batches wait already");
            }
        }
        batch.fail(refusal);
        return false;
    }

    private static RefusedException stops() {
        return new RefusedException(Reason.UNAVAILABLE, "Parley stops and takes no more work");
    }

    /** One that was under way no longer is. */
    void ended() {
        ended.increment();
        VarHandle.fullFence();
        if (state != State.OPEN) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Batches that waited go first. Without effect once closed. */
    synchronized void open() {
        if (state != State.PAUSED) {
            return;
        }
        for (Batch batch; (batch = waiting.poll()) != null; ) {
            begun.increment();
            batch.begin();
        }
        state = State.OPEN;
    }

    synchronized void pause() {
        if (state == State.OPEN) {
            state = State.PAUSED;
        }
    }

    void close() {
        ArrayDeque<Batch> left;
        synchronized (this) {
            state = State.CLOSED;
            left = new ArrayDeque<>(waiting);
            waiting.clear();
            begun.add(left.size());
        }
        left.forEach(batch -> batch.fail(stops()));
    }

    /** What has begun is counted last: then nothing counts as ended whose beginning does not count. */
    long underWay() {
        long gone = ended.sum();
        return begun.sum() - gone;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Waits until no batch is under way; for a gate that is not open. */
    synchronized boolean awaitIdle(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long rest; underWay() > 0 && (rest = end - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return underWay() == 0;
    }
}
