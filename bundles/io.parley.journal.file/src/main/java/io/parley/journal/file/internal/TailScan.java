package io.parley.journal.file.internal;

import io.parley.journal.file.internal.FrameReader.Found;
import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds where the records of the last segment end, and whether what lies behind is a torn tail or damage. */
final class TailScan {

    private final Store store;
    private final Segment segment;
    private final StoreFile file;

    TailScan(Store store, Segment segment, StoreFile file) {
        this.store = store;
        this.segment = segment;
        this.file = file;
    }

    /**
     * The end of the log.
     *
     * @param recordsEnd behind the last record
     * @param end behind the last frame, marks included
     * @param forced the end of what the last frame knows to be forced
     * @param dirtyTo behind the last byte that is not zero; not before {@code end}
     */
    record Tail(long recordsEnd, long end, long forced, long dirtyTo) {}

    Tail run() throws IOException, JournalException {
        FrameReader frames = new FrameReader(segment, file, segment.base());
        long recordsEnd = segment.base();
        long forced = segment.base();
        Found found = frames.next(segment.limit());
        while (found == Found.RECORD || found == Found.MARK) {
            forced = frames.forced();
            if (found == Found.RECORD) {
                recordsEnd = frames.cursor();
            }
            found = frames.next(segment.limit());
        }
        long end = frames.cursor();
        return new Tail(recordsEnd, end, forced, searchBehind(end, frames.damage()));
    }

    /**
     * Looks at every place behind the broken one where a frame could begin. One that was written after a force of the
     * broken place proves damage. One that was not belongs to the same unfinished group: its sectors reached the disk
     * before those of its predecessors.
     */
    private long searchBehind(long broken, String why) throws IOException, JournalException {
        byte[] bytes = new byte[FrameReader.CHUNK + Frame.HEADER];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long dirtyTo = broken;
        for (long from = broken; from < segment.limit(); from += FrameReader.CHUNK) {
            int wanted = (int) Math.min(bytes.length, segment.limit() - from);
            int loaded = file.read(segment.offset(from), bytes, 0, wanted);
            for (int at = 0; at < FrameReader.CHUNK && at + Frame.ALIGNMENT <= loaded; at += Frame.ALIGNMENT) {
                if (buffer.getLong(at) == 0) {
                    continue;
                }
                dirtyTo = from + at + Frame.ALIGNMENT;
                if (at + Frame.HEADER <= loaded
                        && buffer.getInt(at + Frame.TAG) == Frame.tag(segment.salt(), from + at)
                        && provesDamage(from + at, broken)) {
                    throw new JournalException(Messages.damaged(store, segment, broken, why)
                            + ", although it was forced before the record at position " + (from + at)
                            + " was written; restore the folder from a copy");
                }
            }
        }
        return dirtyTo;
    }

    private boolean provesDamage(long position, long broken) throws IOException {
        FrameReader frames = new FrameReader(segment, file, position);
        Found found = frames.next(segment.limit());
        return (found == Found.RECORD || found == Found.MARK) && frames.forced() > broken;
    }
}
