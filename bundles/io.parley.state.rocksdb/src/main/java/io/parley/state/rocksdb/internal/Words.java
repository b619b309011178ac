package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB's errors for people; RocksDB's own text, which names the file, stays in them. */
final class Words {

    private Words() {}

    /** @param what completes "The view in … cannot …" */
    static JournalException failure(Path folder, String what, RocksDBException e) {
        return new JournalException("The view in " + folder + " cannot " + what + ": " + advice(e) + text(e), e);
    }

    static boolean isCorruption(RocksDBException e) {
        return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
    }

    static String text(RocksDBException e) {
        return e.getMessage() == null ? String.valueOf(e.getStatus()) : e.getMessage();
    }

    private static String advice(RocksDBException e) {
        String text = text(e);
        if (text.contains("/LOCK") && (text.contains("lock file") || text.contains("lock hold"))) {
            return "it is in use, by another process or another Parley: ";
        }
        return isCorruption(e) ? "it is damaged, and was left as it is: " : "";
    }
}
