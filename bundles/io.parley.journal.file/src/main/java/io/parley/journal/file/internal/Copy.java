package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.DiskStore;
import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a journal's records, up to a position, into another folder. Nothing may be trimmed meanwhile. */
final class Copy {

    private static final int CHUNK = 1 << 20;

    private final Store from;
    private final Store to;
    private final byte[] chunk = new byte[CHUNK];

    private Copy(Store from, Store to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Durable on return.
     *
     * @param segments of the log
     * @param end behind the last record to copy
     */
    static void make(Store from, Segments segments, long epoch, long begin, long end, Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        DiskStore to = new DiskStore(folder);
        to.create();
        Copy copy = new Copy(from, to);
        for (Segment segment : segments.between(begin, end)) {
            copy.segment(segment, Math.min(segments.end(segment), end));
        }
        // Last: without it the folder is no journal.
        try (StoreFile file = to.open(Control.NAME)) {
            new Control(1, epoch, begin).write(file);
        }
        to.force();
    }

    /**
     * Copies one file.
     *
     * @param end behind its last record: a file that was not prepared ahead may be no longer than that
     */
    private void segment(Segment segment, long end) throws IOException {
        long length = segment.offset(end);
        try (StoreFile source = from.openToRead(segment.name());
                StoreFile target = to.open(segment.name())) {
            for (long at = 0; at < length; ) {
                int count = source.read(at, chunk, 0, (int) Math.min(CHUNK, length - at));
                if (count == 0) {
                    throw new IOException(from.where(segment.name()) + " ends at offset " + at + ", before " + length);
                }
                target.write(at, ByteBuffer.wrap(chunk, 0, count));
                at += count;
            }
            if (length < segment.size()) {
                target.write(segment.size() - 1, ByteBuffer.allocate(1));
            }
            target.force();
        }
    }
}
