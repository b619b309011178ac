package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives segments back that are no longer needed. The control file is its own. */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Store store;
    private final Segments segments;
    private final ReadFiles files;
    private final SparePool spares;
    private final Reserve reserve;
    private final Extent extent;
    private final Executor thread;
    private Control control; // guarded by this

    Housekeeping(
            Store store,
            Segments segments,
            ReadFiles files,
            SparePool spares,
            Reserve reserve,
            Extent extent,
            Executor thread,
            Control control) {
        this.store = store;
        this.files = files;
        this.reserve = reserve;
        this.segments = segments;
        this.spares = spares;
        this.extent = extent;
        this.thread = thread;
        this.control = control;
    }

    /** Waits until the space is free. The work is done elsewhere, since an interrupted thread cannot write files. */
    void trim(long position) throws JournalException {
        if (segments.before(Math.min(position, extent.end())).isEmpty()) {
            return;
        }
        try {
            CompletableFuture.runAsync(() -> trimNow(Math.min(position, extent.end())), thread)
                    .join();
        } catch (CompletionException e) {
            throw new JournalException(
                    "journal " + store.where("") + " cannot be trimmed: "
                            + e.getCause().getMessage(),
                    e.getCause());
        }
    }

    private synchronized void trimNow(long position) {
        List<Segment> old = segments.before(position);
        if (old.isEmpty()) {
            return;
        }
        try {
            // The new beginning is durable before the first file goes: a missing file before it is no damage.
            long begin = segments.end(old.get(old.size() - 1));
            Control moved = control.begun(begin);
            reserve.use(() -> {
                try (StoreFile file = store.open(Control.NAME)) {
                    moved.write(file);
                }
            });
            control = moved;
            extent.begin(begin);
            for (Segment segment : old) {
                segments.remove(segment);
                files.evict(segment);
            }
            spares.recycle(old);
            store.force();
            LOG.debug("journal {}: begins at position {} now", store.where(""), begin);
        } catch (IOException e) {
            throw new CompletionException(Messages.reason(e), e);
        }
    }
}
