package io.parley.engine;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * A batch's turn in the order of its key. It starts when the batch is handed over to the journal, and ends when the batch is with its
 * shards, or will never be. A durable one waits for the start of the one ahead, as the journal keeps the order from there on; one that
 * is not durable waits for its end. Safe for all threads.
 */
final class Turn {

    /** Null when there is nothing to wait for; forgotten at the end, or each would keep all before it. */
    private Turn ahead;

    private final boolean durable;
    private final Executor hop;
    private ArrayDeque<Runnable> behindStart; // guarded by this
    private ArrayDeque<Runnable> behindEnd; // guarded by this
    private volatile boolean started; // written under this
    private volatile boolean ended; // written under this

    /**
     * @param ahead null when there is nothing to wait for
     * @param hop where those behind go on that have waited twice: many in a row are not to be a deep stack
     */
    Turn(Turn ahead, boolean durable, Executor hop) {
        this.ahead = ahead;
        this.durable = durable;
        this.hop = hop;
    }

    /** Whether somebody who is that durable need not wait for this one. */
    boolean lets(boolean durable) {
        return durable ? started : ended;
    }

    /** Everything is reserved: hands the batch over, now or when it is its turn. Not for one that was given up. */
    void take(Runnable handOver) {
        if (ahead == null || !waits(handOver)) {
            handOver.run();
            moved();
        }
    }

    private boolean waits(Runnable handOver) {
        Runnable later = () -> {
            handOver.run();
            hop.execute(this::moved);
        };
        return durable ? ahead.startsBefore(later) : ahead.endsBefore(later);
    }

    private void moved() {
        if (durable) {
            start();
        } else {
            end();
        }
    }

    /** The batch is not handed over, or the journal has refused it: those behind wait for the one ahead only. */
    void giveUp() {
        if (ahead == null || !ahead.startsBefore(() -> hop.execute(this::start))) {
            start();
        }
        if (ahead == null || !ahead.endsBefore(() -> hop.execute(this::end))) {
            end();
        }
    }

    private synchronized boolean startsBefore(Runnable task) {
        if (started) {
            return false;
        }
        behindStart = behindStart == null ? new ArrayDeque<>(2) : behindStart;
        behindStart.add(task);
        return true;
    }

    private synchronized boolean endsBefore(Runnable task) {
        if (ended) {
            return false;
        }
        behindEnd = behindEnd == null ? new ArrayDeque<>(2) : behindEnd;
        behindEnd.add(task);
        return true;
    }

    private void start() {
        if (started) {
            return;
        }
        for (Runnable next; (next = nextBehindStart()) != null; ) {
            next.run();
        }
    }

    /** The batch is with its shards: what waited goes on, in its order. */
    void end() {
        for (Runnable next; (next = nextBehindEnd()) != null; ) {
            next.run();
        }
        start();
        ahead = null;
    }

    private synchronized Runnable nextBehindStart() {
        Runnable next = behindStart == null ? null : behindStart.poll();
        if (next == null) {
            started = true;
        }
        return next;
    }

    private synchronized Runnable nextBehindEnd() {
        Runnable next = behindEnd == null ? null : behindEnd.poll();
        if (next == null) {
            ended = true;
        }
        return next;
    }
}
