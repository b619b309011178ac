package io.parley.journal.file.internal;

import io.parley.journal.file.internal.FrameReader.Found;
import io.parley.journal.file.internal.store.Store;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads single records by position. Any thread. */
final class RecordReader {

    /** Read at once, in the hope that it is the whole record. */
    private static final int FIRST_READ = 4096;

    private final Store store;
    private final Segments segments;
    private final Extent extent;
    private final ReadFiles files;

    RecordReader(Store store, Segments segments, Extent extent, ReadFiles files) {
        this.store = store;
        this.segments = segments;
        this.extent = extent;
        this.files = files;
    }

    ByteBuffer read(long position) throws JournalException {
        if (extent.isTrimmed(position)) {
            throw new JournalException(Messages.trimmed(position, extent.begin()));
        }
        long committed = extent.end();
        if (position >= committed) {
            throw new JournalException(
                    "no record begins at position " + position + ", the journal ends at " + committed);
        }
        Segment segment = segments.at(position);
        if (segment == null) {
            throw new JournalException(Messages.trimmed(position, extent.begin()));
        }
        String damage;
        try (ReadFiles.Handle handle = files.take(segment)) {
            FrameReader frames = new FrameReader(segment, handle.file(), position, FIRST_READ);
            Found found = frames.next(Math.min(committed, segments.end(segment)));
            if (found == Found.RECORD) {
                return frames.data();
            }
            damage = found == Found.DAMAGE ? frames.damage() : "no record begins here";
        } catch (IOException e) {
            damage = Messages.reason(e);
        }
        throw new JournalException(
                extent.isTrimmed(position)
                        ? Messages.trimmed(position, extent.begin())
                        : Messages.unreadable(store, segment, position, damage));
    }
}
