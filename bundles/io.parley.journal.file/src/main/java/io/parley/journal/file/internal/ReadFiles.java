package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Open files for reading single records: the latest used stay open, a limited number of them. Any thread. */
final class ReadFiles {

    private static final int OPEN = 32;

    private final Store store;
    private final Map<Segment, Handle> open = new LinkedHashMap<>(OPEN, 0.75f, true); // guarded by this
    private boolean closed; // guarded by this

    /** A file in use; closing it gives it back. */
    final class Handle implements AutoCloseable {

        private final StoreFile file;
        private int users; // guarded by ReadFiles.this
        private boolean evicted; // guarded by ReadFiles.this

        private Handle(StoreFile file) {
            this.file = file;
        }

        StoreFile file() {
            return file;
        }

        @Override
        public void close() throws IOException {
            synchronized (ReadFiles.this) {
                users--;
                closeIfUnused();
            }
        }

        private void closeIfUnused() throws IOException {
            if (evicted && users == 0) {
                file.close();
            }
        }
    }

    ReadFiles(Store store) {
        this.store = store;
    }

    synchronized Handle take(Segment segment) throws IOException {
        if (closed) {
            throw new IOException("the journal is closed");
        }
        Handle handle = open.get(segment);
        if (handle == null) {
            if (open.size() == OPEN) {
                evict(open.keySet().iterator().next());
            }
            handle = new Handle(store.openToRead(segment.name()));
            open.put(segment, handle);
        }
        handle.users++;
        return handle;
    }

    /** Lets go of a segment that is to be deleted. */
    synchronized void evict(Segment segment) throws IOException {
        Handle handle = open.remove(segment);
        if (handle != null) {
            handle.evicted = true;
            handle.closeIfUnused();
        }
    }

    synchronized void close() throws IOException {
        closed = true;
        for (Segment segment : new HashMap<>(open).keySet()) {
            evict(segment);
        }
    }
}
