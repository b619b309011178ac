package io.parley.journal.file.internal;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.JournalState.Failed;
import io.parley.spi.journal.JournalState.Refusing;
import io.parley.spi.journal.JournalState.Writable;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are committed together, and what becomes of the journal when they cannot be: what was written of them is
 * cut off durably before anybody is told, so that a failed record never comes back. Belongs to the writer thread; only
 * {@link #state} is for all.
 */
final class Group {

    private static final Logger LOG = LoggerFactory.getLogger(Group.class);

    private static final int MAX_ENTRIES = 1 << 15;
    private static final long MAX_BYTES = 8L << 20;
    private static final int FEWEST = 256;

    private final String where;
    private final LogTail tail;
    private final Extent extent;
    private final AtomicLong pending;
    private final Reserve reserve;
    private final JournalMetrics metrics;
    private final Hearing hearing = new Hearing();
    private Entry[] entries = new Entry[FEWEST];
    private int count;
    private long cost;
    private boolean fsync;
    /** Where the records that are not committed yet begin. */
    private long start;

    private volatile JournalState state = new Writable();

    /** @param pending what the entries of a group no longer count towards when it ends */
    Group(String where, LogTail tail, Extent extent, AtomicLong pending, Reserve reserve, JournalMetrics metrics) {
        this.where = where;
        this.tail = tail;
        this.extent = extent;
        this.pending = pending;
        this.reserve = reserve;
        this.metrics = metrics;
        this.start = tail.end();
    }

    JournalState state() {
        return state;
    }

    boolean isFull() {
        return count >= MAX_ENTRIES || cost >= MAX_BYTES;
    }

    /** One begins: those who were told of the last one have heard of it, mostly. */
    void begin() {
        hearing.await();
    }

    /** Adds one; the outcomes of those before it are told first if it begins a segment. */
    void add(Entry entry) {
        entry.complete();
        if (entry.failure == null && state instanceof Writable && !tail.fits(entry.length)) {
            fsync = true; // a segment is forced before the next one begins
            end();
        }
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
        }
        entries[count++] = entry;
        cost += entry.cost();
        if (entry.failure != null) {
            return;
        }
        if (state instanceof Writable) {
            write(entry);
        } else {
            entry.failure = new JournalException(refusal());
            metrics.refused(1);
        }
    }

    /** Commits what was added, then tells the outcomes: to wake another thread for that would take longer than most of them. */
    void end() {
        long begun = System.nanoTime();
        if (state instanceof Writable && tail.end() > start) {
            try {
                tail.write();
                if (fsync) {
                    tail.force();
                }
                start = tail.end();
                extent.end(start);
                metrics.committed(count);
            } catch (IOException e) {
                stop(e);
            }
        }
        long took = System.nanoTime() - begun;
        pending.addAndGet(-cost);
        hearing.begin(took);
        for (int i = 0; i < count; i++) {
            entries[i].tell();
            hearing.told(entries[i].append);
            entries[i] = null;
        }
        // A callback may have interrupted this thread, which would close the file under the next write.
        Thread.interrupted();
        count = 0;
        cost = 0;
        fsync = false;
    }

    boolean wantsMark() {
        return state instanceof Writable && tail.wantsMark();
    }

    void mark() {
        try {
            tail.mark();
            start = tail.end();
        } catch (IOException e) {
            stop(e);
        }
    }

    /** Looks whether the cause of a refusal is gone. */
    void probe() {
        try {
            tail.probe();
            start = tail.end();
            state = new Writable();
            LOG.info("journal {}: takes records again", where);
        } catch (IOException e) {
            state = new Refusing(Messages.reason(e));
        }
    }

    /** Gives up because of an error in the journal itself, and ends. */
    void fail(Throwable error) {
        state = new Failed("internal error: " + error);
        failAdded(new JournalException(refusal(), error));
        end();
    }

    void close() {
        try {
            tail.close();
        } catch (IOException e) {
            LOG.warn("journal {}: closed, but its end could not be written: {}", where, Messages.reason(e));
        }
    }

    private void write(Entry entry) {
        if (!entry.isIntact()) {
            entry.failure = new JournalException("the record's buffers were changed before it was written");
            return;
        }
        try {
            if (!tail.fits(entry.length)) {
                tail.roll(entry.length);
                start = tail.end();
            }
            entry.position = tail.add(entry.data, entry.length);
            fsync |= entry.fsync;
        } catch (IOException e) {
            stop(e);
        }
    }

    private void stop(IOException cause) {
        boolean unknown = cause instanceof ForceException;
        String reason = Messages.reason(cause);
        try {
            reserve.use(() -> tail.cut(start));
        } catch (IOException e) {
            unknown = true;
            reason += "; what was written could not be removed: " + Messages.reason(e);
        }
        state = unknown ? new Failed(reason) : new Refusing(reason);
        LOG.error("journal {}: {}", where, refusal());
        failAdded(new JournalException(refusal(), cause));
    }

    private void failAdded(JournalException failure) {
        metrics.refused(count);
        for (int i = 0; i < count; i++) {
            if (entries[i].failure == null) {
                entries[i].failure = failure;
            }
        }
    }

    private String refusal() {
        if (state instanceof Failed failed) {
            return "journal " + where + " failed and must be opened again: " + failed.cause();
        }
        String cause = state instanceof Refusing refusing ? refusing.cause() : "it is closed";
        return "journal " + where + " refuses records for now: " + cause;
    }
}
