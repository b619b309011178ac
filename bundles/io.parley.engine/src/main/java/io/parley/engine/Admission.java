package io.parley.engine;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets batches in while all services are there; otherwise keeps them waiting, up to a limit. Safe for all threads. */
final class Admission {

    private enum State {
        PAUSED,
        OPEN,
        CLOSED
    }

    private final int limit;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>(); // guarded by this
    private final AtomicLong underWay = new AtomicLong();
    private volatile State state = State.PAUSED; // written under this

    Admission(int limit) {
        this.limit = limit;
    }

    void submit(Batch batch) {
        underWay.incrementAndGet();
        if (state == State.OPEN) {
            batch.begin();
            return;
        }
        RefusedException refusal;
        synchronized (this) {
            if (state == State.OPEN) {
                refusal = null;
            } else if (state == State.CLOSED) {
                refusal = new RefusedException(Reason.UNAVAILABLE, "Parley stops and takes no more work");
            } else if (waiting.size() < limit) {
                underWay.decrementAndGet();
                waiting.add(batch);
                return;
            } else {
                refusal = new RefusedException(
                        Reason.UNAVAILABLE, "A part of Parley restarts, and " + limit + " batches wait already");
            }
        }
        if (refusal == null) {
            batch.begin();
        } else {
            batch.fail(refusal);
        }
    }

    void ended() {
        if (underWay.decrementAndGet() == 0 && state != State.OPEN) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Batches that waited go first. */
    synchronized void open() {
        for (Batch batch; (batch = waiting.poll()) != null; ) {
            underWay.incrementAndGet();
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
        }
        for (Batch batch : left) {
            underWay.incrementAndGet();
            batch.fail(new RefusedException(Reason.UNAVAILABLE, "Parley stops and takes no more work"));
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Waits until no batch is under way. */
    synchronized boolean awaitIdle(long time, TimeUnit unit) {
        long end = System.nanoTime() + unit.toNanos(time);
        try {
            for (long rest; underWay.get() > 0 && (rest = end - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return underWay.get() == 0;
    }
}
