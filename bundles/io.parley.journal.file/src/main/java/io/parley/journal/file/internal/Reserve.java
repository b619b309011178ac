package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;

/**
 * A file of zeros that is given up when the disk is full, for the few writes that free space or cut off what failed:
 * there are file systems where even an overwrite needs room. Any thread.
 */
final class Reserve {

    static final String NAME = "reserve";

    private static final long BYTES = 1 << 20;

    private final Store store;

    Reserve(Store store) {
        this.store = store;
    }

    /** Does the work; if it fails, once more with the reserve's room. */
    void use(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            if (!spend()) {
                throw e;
            }
            work.run();
        }
    }

    /** Makes the file again if there is plenty of room. */
    synchronized void renew() throws IOException {
        if (store.usableBytes() < 4 * BYTES || store.list().contains(NAME)) {
            return;
        }
        try (StoreFile file = store.open(NAME)) {
            Repair.zero(file, 0, BYTES);
            file.force();
        } catch (IOException e) {
            store.delete(NAME);
            throw e;
        }
    }

    private synchronized boolean spend() throws IOException {
        if (!store.list().contains(NAME)) {
            return false;
        }
        store.delete(NAME);
        store.force();
        return true;
    }

    /** What may need room. May be done twice. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }
}
