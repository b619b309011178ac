package io.parley.search.internal;

import io.parley.api.message.RefusedException;
import io.parley.api.message.RefusedException.Reason;
import io.parley.engine.timer.Timers;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How it stands with one index: whether it has been built, is written now and then, and can be kept. Safe for all threads. */
final class Keeping implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    /** Changes the index. */
    interface Step {
        void run() throws IOException;
    }

    private final TextIndex index;
    private final Timers timers;
    private final Executor workers;
    private final Duration commitEach;

    /** Held while the index is written or closed: one that is being written cannot be closed. */
    private final Object writing = new Object();

    private volatile boolean built;
    private volatile String failure = "";
    private Timers.Timer timer = () -> {}; // guarded by this
    private boolean unwritten; // guarded by this
    private boolean closed; // guarded by this

    Keeping(TextIndex index, Timers timers, Executor workers, Duration commitEach) {
        this.index = index;
        this.timers = timers;
        this.workers = workers;
        this.commitEach = commitEach;
    }

    /** @throws RefusedException when the step fails: the index lacks something from then on */
    void write(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            throw fail(e);
        }
    }

    /** What was put and removed is found from now on, and on the disk soon. */
    void show() {
        write(index::refresh);
        synchronized (this) {
            if (!unwritten && !closed) {
                unwritten = true;
                timer = timers.after(commitEach, workers, this::commit);
            }
        }
    }

    private void commit() {
        synchronized (writing) {
            synchronized (this) {
                unwritten = false;
                if (closed) {
                    return;
                }
            }
            try {
                index.commit();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        }
    }

    /** The index lacks something from now on; the next start compares it anew. */
    RefusedException fail(Throwable why) {
        RefusedException refused = RefusedException.of(why);
        synchronized (this) {
            if (closed) {
                return refused;
            }
        }
        if (failure.isEmpty()) {
            LOG.error(
                    "The index cannot be kept, and nothing is found until io.parley.search starts anew: {}",
                    refused.getMessage());
        }
        failure = "The index cannot be kept: " + refused.getMessage();
        return refused;
    }

    /** All that was there at the start is found. */
    void complete() {
        built = true;
    }

    /** @throws RefusedException UNAVAILABLE, while nothing is found */
    void check() {
        if (!failure.isEmpty() || !built) {
            throw new RefusedException(
                    Reason.UNAVAILABLE, failure.isEmpty() ? "The index is being built; try again" : failure);
        }
    }

    /** Whether all that was there at the start is found. */
    boolean built() {
        return built;
    }

    /** Why nothing is found; empty when all is well. */
    String failure() {
        return failure;
    }

    /** How many rows there are. */
    int size() {
        return index.size();
    }

    /** What fails from now on is no failure. */
    synchronized void end() {
        closed = true;
        timer.cancel();
    }

    @Override
    public void close() throws IOException {
        end();
        synchronized (writing) {
            index.close();
        }
    }
}
