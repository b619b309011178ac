package io.parley.state.rocksdb.internal;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * What the view shows: the state after one write that is durable. Reads go through it, so that they see neither a
 * write under way nor one that failed.
 *
 * <p>Counted, since RocksDB's snapshot must outlive the reads in it: the view itself has the first hold.
 */
final class Durable {

    private final RocksDB db;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private int holds = 1;

    Durable(RocksDB db) {
        this.db = db;
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot).setVerifyChecksums(true);
    }

    /** Takes a hold, to be released; false when all are released already. */
    synchronized boolean hold() {
        if (holds == 0) {
            return false;
        }
        holds++;
        return true;
    }

    synchronized void release() {
        if (--holds == 0) {
            options.close();
            db.releaseSnapshot(snapshot);
        }
    }

    /** For reads by whoever has a hold; not to be changed. */
    ReadOptions options() {
        return options;
    }

    /** Options of its own for one iterator, the caller's to close. */
    ReadOptions iteratorOptions() {
        return new ReadOptions().setSnapshot(snapshot).setVerifyChecksums(true);
    }
}
