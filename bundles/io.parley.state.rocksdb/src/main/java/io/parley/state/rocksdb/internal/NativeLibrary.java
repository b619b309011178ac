package io.parley.state.rocksdb.internal;

import io.parley.spi.journal.JournalException;
import org.rocksdb.RocksDB;

/** RocksDB's native code. */
final class NativeLibrary {

    private NativeLibrary() {}

    /**
     * Loads it, once a class loader. In OSGi the framework provides the file (Bundle-NativeCode); otherwise RocksDB
     * unpacks it to {@code java.io.tmpdir}.
     */
    static void load() throws JournalException {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | LinkageError e) {
            throw new JournalException(
                    "RocksDB's native library does not load on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + e.getMessage()
                            + ". There are libraries for Linux with glibc (x86-64, aarch64), macOS (x86-64, aarch64)"
                            + " and Windows (x86-64)",
                    e);
        }
    }
}
