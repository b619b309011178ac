package io.parley.journal.file.internal;

import io.parley.journal.file.internal.FrameReader.Found;
import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads across segments, with a file and a chunk of its own. */
final class LogReader implements JournalReader {

    private final Store store;
    private final Segments segments;
    private final Extent extent;
    private final long start;
    private long cursor;
    private Segment segment;
    private StoreFile file;
    private FrameReader frames;

    LogReader(Store store, Segments segments, Extent extent, long start) throws JournalException {
        this.store = store;
        this.segments = segments;
        this.extent = extent;
        this.start = start;
        this.cursor = Math.min(start, extent.end());
        seek();
    }

    @Override
    public boolean next() throws JournalException {
        while (true) {
            long committed = extent.end();
            if (cursor >= committed) {
                return false;
            }
            try {
                enter();
                long end = segments.end(segment);
                Found found = frames.next(Math.min(committed, end));
                cursor = frames.cursor();
                if (found == Found.DAMAGE) {
                    throw new JournalException(Messages.damaged(store, segment, cursor, frames.damage()));
                }
                if (found == Found.RECORD && frames.position() >= start) {
                    return true;
                }
            } catch (IOException e) {
                throw extent.isTrimmed(cursor) ? trimmed() : unreadable(e);
            } catch (JournalException e) {
                throw extent.isTrimmed(cursor) ? trimmed() : e;
            }
        }
    }

    @Override
    public long position() {
        return frames.position();
    }

    @Override
    public ByteBuffer data() {
        return frames.data();
    }

    @Override
    public void close() {
        leave();
    }

    /** Begins at the start if a frame begins there, which is the rule, and otherwise with its segment. */
    private void seek() throws JournalException {
        if (cursor >= extent.end()) {
            return;
        }
        try {
            enter();
            Found found = frames.next(Math.min(extent.end(), segments.end(segment)));
            if (found == Found.DAMAGE) {
                cursor = segment.base();
            }
            frames = new FrameReader(segment, file, cursor);
        } catch (IOException e) {
            leave();
            throw extent.isTrimmed(cursor) ? trimmed() : unreadable(e);
        }
    }

    private void enter() throws IOException, JournalException {
        Segment wanted = segments.at(cursor);
        if (wanted == null) {
            throw trimmed();
        }
        if (!wanted.equals(segment)) {
            leave();
            file = store.openToRead(wanted.name());
            segment = wanted;
            frames = new FrameReader(wanted, file, cursor);
        }
    }

    private void leave() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // nothing was written through it
            }
        }
        file = null;
        segment = null;
    }

    private JournalException unreadable(IOException cause) {
        return new JournalException(Messages.unreadable(store, segment, cursor, Messages.reason(cause)), cause);
    }

    private JournalException trimmed() {
        return new JournalException(Messages.trimmed(cursor, extent.begin()));
    }
}
