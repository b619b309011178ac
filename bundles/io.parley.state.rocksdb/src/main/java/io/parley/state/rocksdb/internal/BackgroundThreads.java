package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * The threads on which RocksDB writes and compacts its tables, of all databases of this process together. They have time: whoever waits for a
 * message needs the processors first.
 */
final class BackgroundThreads {

    private BackgroundThreads() {}

    /**
     * Makes those that are not there yet. A thread of the lowest priority does it, since on Linux they take over that of the thread that makes them.
     *
     * @throws JournalException when the calling thread is interrupted, which it stays
     */
    static void make() throws JournalException {
        Thread maker = new Thread(
                () -> {
                    Env.getDefault().incBackgroundThreadsIfNeeded(Tuning.FLUSHES, Priority.HIGH);
                    Env.getDefault().incBackgroundThreadsIfNeeded(Tuning.COMPACTIONS, Priority.LOW);
                },
                "parley-view-threads");
        maker.setPriority(Thread.MIN_PRIORITY);
        maker.setDaemon(true);
        maker.start();
        try {
            maker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException("Interrupted while the view was opened", e);
        }
    }
}
