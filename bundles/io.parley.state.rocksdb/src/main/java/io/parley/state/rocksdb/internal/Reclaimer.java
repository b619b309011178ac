package io.parley.state.rocksdb.internal;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of deleted ranges.
 *
 * <p>RocksDB marks a range as deleted and frees its space at some later compaction, for a quiet table never. So a range
 * that takes up much is compacted at once, in the background. Deleting whole files would be faster, but might delete a
 * mark and bring back older entries beneath it.
 */
final class Reclaimer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

    private static final long WORTH_IT = 8 << 20;

    private final RocksDB db;
    private final CompactRangeOptions options = new CompactRangeOptions().setExclusiveManualCompaction(false);
    /** What finds no place is left to RocksDB's own compactions. */
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(16),
            work -> {
                Thread thread = new Thread(work, "parley-view-reclaim");
                thread.setDaemon(true);
                thread.setPriority(Thread.MIN_PRIORITY);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    Reclaimer(RocksDB db) {
        this.db = db;
        worker.allowCoreThreadTimeOut(true);
    }

    /** The range is deleted, durably. Does not block. */
    void deleted(ColumnFamilyHandle family, byte[] from, byte[] to) {
        if (size(family, from, to) >= WORTH_IT) {
            worker.execute(() -> compact(family, from, to));
        }
    }

    private long size(ColumnFamilyHandle family, byte[] from, byte[] to) {
        try (Slice start = new Slice(from);
                Slice end = new Slice(to)) {
            return db.getApproximateSizes(family, List.of(new Range(start, end)), SizeApproximationFlag.INCLUDE_FILES)[
                    0];
        }
    }

    private void compact(ColumnFamilyHandle family, byte[] from, byte[] to) {
        try {
            db.compactRange(family, from, to, options);
        } catch (RocksDBException e) {
            // The next write or read that comes to the same place reports it to somebody who can act.
            LOG.debug("A deleted range was not compacted: {}", Words.text(e));
        }
    }

    /** Returns when no compaction is under way. */
    @Override
    public void close() {
        options.setCanceled(true);
        worker.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (worker.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
                LOG.warn("A compaction of the view does not end; waiting");
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        options.close();
    }
}
