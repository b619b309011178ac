package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segment files prepared ahead: an append to a file that has its blocks already costs a third of one that makes it
 * grow.
 *
 * <p>Preparation is paced, so that it leaves the disk to the writer. A writer that is faster gets a bare file instead:
 * its groups are large then, and growing the file costs them little.
 */
final class SparePool {

    private static final Logger LOG = LoggerFactory.getLogger(SparePool.class);

    private static final String PREFIX = "spare-";
    private static final String DRAFT = ".tmp";

    /** So many segments are kept for another use at most, however fast they are filled. */
    static final int MOST_RECYCLED = 32;

    private static final long SETTLE_SECONDS = 10;

    private static final int STEP = 1 << 20;
    private static final long STEP_NANOS = 14_000_000;

    /** Forced that often: a file system may make the writer's own force wait for all that is unwritten. */
    private static final long FORCE_EVERY = 4 << 20;

    private final Store store;
    private final Supplier<JournalOptions> options;
    private final Reserve reserve;
    private final Executor housekeeping;
    private final AtomicBoolean preparing = new AtomicBoolean();
    private final AtomicBoolean settling = new AtomicBoolean();
    private final Deque<Spare> ready = new ArrayDeque<>(); // guarded by itself
    private long numbers; // guarded by ready
    private int taken; // guarded by ready
    private int takenAtRecycling; // guarded by ready
    private int takenAtSettling; // guarded by ready
    private int recycled; // guarded by ready
    private volatile boolean closed;

    /** A file that can become a segment of that size. */
    record Spare(String name, long size) {}

    SparePool(Store store, Supplier<JournalOptions> options, Reserve reserve, Executor housekeeping) {
        this.store = store;
        this.options = options;
        this.reserve = reserve;
        this.housekeeping = housekeeping;
    }

    static boolean isReady(String name) {
        return name.startsWith(PREFIX) && !name.endsWith(DRAFT);
    }

    /** Takes over what an earlier opening left. */
    void adopt(Collection<String> names) throws IOException {
        for (String name : names) {
            long size;
            try (StoreFile file = store.openToRead(name)) {
                size = file.size();
            }
            synchronized (ready) {
                numbers = Math.max(numbers, numberOf(name));
            }
            keepOrDelete(new Spare(name, size));
        }
    }

    /** A file for a segment of at least that size. Called by the writer. */
    Spare take(long bytes) throws IOException {
        long standard = options.get().segmentBytes();
        Spare spare = null;
        if (bytes <= standard) {
            synchronized (ready) {
                spare = ready.poll();
                taken++;
            }
            prepareSoon();
        }
        if (spare != null && spare.size() >= bytes) {
            return spare;
        }
        if (spare != null) {
            store.delete(spare.name()); // from before the segment size was changed
        }
        return bare(Math.max(bytes, standard));
    }

    /**
     * Takes over segments that are not needed any more: half as many again as were begun since the last ones came, since about so
     * many will be begun until the next ones do.
     */
    void recycle(List<Segment> trimmed) throws IOException {
        synchronized (ready) {
            int lately = taken - takenAtRecycling;
            recycled = Math.min(Math.max(lately + lately / 2, recycled - 1), MOST_RECYCLED);
            takenAtRecycling = taken;
        }
        for (Segment segment : trimmed) {
            if (segment.size() != options.get().segmentBytes() || !hasPlace()) {
                store.delete(segment.name());
            } else {
                String spare = nextName();
                store.rename(segment.name(), spare);
                keepOrDelete(new Spare(spare, segment.size()));
            }
        }
        shrink();
        settleLater();
    }

    /** Gives up a quarter of what a busier time left, again and again, while none is taken. */
    void settle() throws IOException {
        settling.set(false);
        synchronized (ready) {
            recycled = taken == takenAtSettling ? recycled * 3 / 4 : recycled;
            takenAtSettling = taken;
        }
        shrink();
        settleLater();
    }

    private void settleLater() {
        synchronized (ready) {
            if (closed || ready.size() <= options.get().spareSegments()) {
                return;
            }
        }
        if (settling.compareAndSet(false, true)) {
            CompletableFuture.runAsync(
                            this::settleQuietly,
                            CompletableFuture.delayedExecutor(SETTLE_SECONDS, TimeUnit.SECONDS, housekeeping))
                    .exceptionally(closed -> null);
        }
    }

    private void settleQuietly() {
        try {
            settle();
        } catch (IOException e) {
            LOG.warn("journal {}: a spare segment could not be deleted: {}", store.where(""), Messages.reason(e));
        }
    }

    /** Gives up those that a busier time left. */
    private void shrink() throws IOException {
        while (true) {
            Spare spare;
            synchronized (ready) {
                if (ready.size() <= places()) {
                    return;
                }
                spare = ready.pollLast();
            }
            store.delete(spare.name());
        }
    }

    private int places() {
        int prepared = options.get().spareSegments();
        return prepared == 0 ? 0 : Math.max(prepared, recycled);
    }

    private boolean hasPlace() {
        synchronized (ready) {
            return ready.size() < places();
        }
    }

    /** Has housekeeping fill the pool: one thread of it, so that the others can trim. */
    void prepareSoon() {
        if (preparing.compareAndSet(false, true)) {
            housekeeping.execute(this::prepareAll);
        }
    }

    private void prepareAll() {
        boolean prepared;
        do {
            prepared = prepare();
            preparing.set(false);
            // Who took one just now may have seen that this was still under way.
        } while (prepared && !closed && isShort() && preparing.compareAndSet(false, true));
    }

    long bytes() {
        synchronized (ready) {
            return ready.stream().mapToLong(Spare::size).sum();
        }
    }

    /** Ends a preparation that is under way. */
    void close() {
        closed = true;
    }

    /** Whether it could. */
    private boolean prepare() {
        try {
            while (!closed && isShort()) {
                long size = options.get().segmentBytes();
                requireRoom(size);
                String name = nextName();
                if (!fill(name + DRAFT, size)) {
                    continue;
                }
                store.rename(name + DRAFT, name);
                keepOrDelete(new Spare(name, size));
            }
            if (!closed) {
                reserve.renew();
            }
            return true;
        } catch (IOException e) {
            // The writer meets the same soon and then it counts; until then there is room in the current segment.
            LOG.warn("journal {}: no segment could be prepared: {}", store.where(""), Messages.reason(e));
            return false;
        }
    }

    /** False when it was given up, because trimmed segments have filled the pool meanwhile or the journal closes. */
    private boolean fill(String draft, long size) throws IOException {
        boolean wanted = true;
        try (StoreFile file = store.open(draft)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(STEP, size));
            for (long at = 0; at < size; at += zeros.capacity()) {
                if (zeros.capacity() == STEP) {
                    LockSupport.parkNanos(STEP_NANOS);
                }
                wanted = !closed && isShort();
                if (!wanted) {
                    break;
                }
                file.write(at, zeros.clear().limit((int) Math.min(zeros.capacity(), size - at)));
                if ((at + zeros.capacity()) % FORCE_EVERY == 0) {
                    file.force();
                }
            }
            if (wanted) {
                file.force();
            }
        } catch (IOException e) {
            store.delete(draft);
            throw e;
        }
        if (!wanted) {
            store.delete(draft);
        }
        return wanted;
    }

    private Spare bare(long size) throws IOException {
        requireRoom(size);
        String name = nextName() + DRAFT;
        try (StoreFile file = store.open(name)) {
            Repair.zero(file, 0, Segment.DATA);
        } catch (IOException e) {
            store.delete(name);
            throw e;
        }
        return new Spare(name, size);
    }

    private void requireRoom(long bytes) throws IOException {
        long usable = store.usableBytes();
        if (usable < bytes) {
            throw new IOException("no space left: a segment needs " + bytes + " bytes, free are " + usable);
        }
    }

    private void keepOrDelete(Spare spare) throws IOException {
        synchronized (ready) {
            if (spare.size() == options.get().segmentBytes() && ready.size() < places()) {
                ready.add(spare);
                return;
            }
        }
        store.delete(spare.name());
    }

    private boolean isShort() {
        synchronized (ready) {
            return ready.size() < options.get().spareSegments();
        }
    }

    private String nextName() {
        synchronized (ready) {
            return PREFIX + ++numbers;
        }
    }

    private static long numberOf(String name) {
        try {
            return Long.parseLong(name.substring(PREFIX.length()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
