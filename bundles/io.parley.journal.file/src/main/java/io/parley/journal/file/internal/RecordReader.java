package io.parley.journal.file.internal;

import io.parley.journal.file.internal.FrameReader.Found;
import io.parley.journal.file.internal.store.Store;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.RecordSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/** Reads single records by position. Any thread. */
final class RecordReader {

    /** Read at once, in the hope that it is the whole record. */
    private static final int FIRST_READ = 4096;

    /** Read at once of records that lie close together. */
    private static final int CHUNK = 128 * 1024;

    private final Store store;
    private final Segments segments;
    private final Extent extent;
    private final ReadFiles files;

    /** Where the last of those who read many had their chunks; null while somebody has it, and at first. */
    private final AtomicReference<byte[]> spare = new AtomicReference<>();

    RecordReader(Store store, Segments segments, Extent extent, ReadFiles files) {
        this.store = store;
        this.segments = segments;
        this.extent = extent;
        this.files = files;
    }

    ByteBuffer read(long position) throws JournalException {
        Segment segment = segmentOf(position);
        try (ReadFiles.Handle handle = files.take(segment)) {
            return read(
                    new FrameReader(segment, handle.file(), position, FIRST_READ), segment, position, limit(segment));
        } catch (IOException e) {
            throw unreadable(segment, position, Messages.reason(e));
        }
    }

    /** As {@link #read(long)}, many; those of one segment through one buffer. */
    void read(long[] positions, RecordSink into) {
        for (int i = 0; i < positions.length; ) {
            try {
                i = readOfOneSegment(positions, i, into);
            } catch (JournalException e) {
                into.unreadable(i, e);
                i++;
            }
        }
    }

    /** @return the first index that was not read, which is another one than the first */
    private int readOfOneSegment(long[] positions, int first, RecordSink into) throws JournalException {
        Segment segment = segmentOf(positions[first]);
        long limit = limit(segment);
        int end = first + 1;
        while (end < positions.length && positions[end] >= segment.base() && positions[end] < limit) {
            end++;
        }
        ReadFiles.Handle handle;
        try {
            handle = files.take(segment);
        } catch (IOException e) {
            throw unreadable(segment, positions[first], Messages.reason(e));
        }
        try (handle) {
            int chunk = chunk(positions[end - 1] - positions[first], end - first);
            byte[] room = chunk > FIRST_READ ? room() : FrameReader.NO_ROOM;
            FrameReader frames = new FrameReader(segment, handle.file(), positions[first], chunk, room);
            for (int i = first; i < end; i++) {
                ByteBuffer data;
                try {
                    frames.seek(positions[i]);
                    data = read(frames, segment, positions[i], limit);
                } catch (JournalException e) {
                    into.unreadable(i, e);
                    continue;
                } catch (IOException e) {
                    into.unreadable(i, unreadable(segment, positions[i], Messages.reason(e)));
                    continue;
                }
                into.record(i, data);
            }
            if (room.length > 0) {
                spare.set(room);
            }
        } catch (IOException e) {
            // The file was only read, and what was read was checked.
        }
        return end;
    }

    private byte[] room() {
        byte[] there = spare.getAndSet(null);
        return there == null ? new byte[CHUNK] : there;
    }

    /** Where much lies between the records it is not worth reading. */
    private static int chunk(long span, int count) {
        return span < 0 || span / count > FIRST_READ ? FIRST_READ : (int) Math.min(CHUNK, span + FIRST_READ);
    }

    private Segment segmentOf(long position) throws JournalException {
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
        return segment;
    }

    private long limit(Segment segment) {
        return Math.min(extent.end(), segments.end(segment));
    }

    private ByteBuffer read(FrameReader frames, Segment segment, long position, long limit)
            throws IOException, JournalException {
        Found found = frames.next(limit);
        if (found == Found.RECORD) {
            return frames.data();
        }
        throw unreadable(segment, position, found == Found.DAMAGE ? frames.damage() : "no record begins here");
    }

    private JournalException unreadable(Segment segment, long position, String damage) {
        return new JournalException(
                extent.isTrimmed(position)
                        ? Messages.trimmed(position, extent.begin())
                        : Messages.unreadable(store, segment, position, damage));
    }
}
