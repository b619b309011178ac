package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.Store;
import io.parley.journal.file.internal.store.StoreFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The end of the log: frames records, writes them through one staging buffer, forces them, and goes on to the next
 * segment. Belongs to the writer thread.
 */
final class LogTail implements Closeable {

    private static final int STAGING = 1 << 20;

    /** What a probe writes: enough to say that there is room again. */
    private static final int PROBE = 1 << 20;

    private final Store store;
    private final Segments segments;
    private final SparePool spares;
    private final long epoch;
    private final JournalMetrics metrics;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING);
    private final ByteBuffer view = staging.duplicate();

    private Segment segment;
    private StoreFile file;
    /** Position of the staging buffer's first byte: all before it was written. */
    private long written;
    /** Everything before was forced. */
    private long forced;
    /** Behind the last byte that a write may have touched. */
    private long touched;
    /** Whether the newest frame is a mark. */
    private boolean marked;
    /** A next segment was begun, so that nothing may be added to this one. */
    private boolean rolling;

    LogTail(Store store, Segments segments, SparePool spares, long epoch, long end, JournalMetrics metrics)
            throws IOException {
        this.metrics = metrics;
        this.store = store;
        this.segments = segments;
        this.spares = spares;
        this.epoch = epoch;
        this.segment = segments.last();
        this.file = store.open(segment.name());
        this.written = end;
        this.forced = end;
        this.touched = end;
        this.marked = end == segment.base();
    }

    /** The position that the next frame gets. */
    long end() {
        return written + staging.position();
    }

    boolean fits(long length) {
        return !rolling && end() + Frame.size(length) <= segment.limit();
    }

    /** Adds a record that {@link #fits} and returns its position. Its buffers are emptied. */
    long add(List<ByteBuffer> data, int length) throws IOException {
        long size = Frame.size(length);
        if (size > staging.remaining()) {
            write();
        }
        long position = end();
        marked = false;
        if (size > staging.capacity()) {
            addLarge(data, length, position);
        } else {
            int at = staging.position();
            int end = at + (int) size;
            staging.putLong(end - Frame.ALIGNMENT, 0); // the padding, and what is overwritten now
            header(length, position);
            for (int i = 0; i < data.size(); i++) {
                staging.put(data.get(i));
            }
            staging.position(end);
            crc.reset();
            crc.update(view.limit(end).position(at + Frame.LENGTH));
            staging.putInt(at + Frame.CRC, (int) crc.getValue());
        }
        return position;
    }

    /** Whether a mark would say more than the newest frame does: that all records are forced. */
    boolean wantsMark() {
        return !marked && forced == end() && fits(0);
    }

    /**
     * Writes down that everything so far is forced. Without it the records of the latest group could not be told from a
     * torn tail if they were damaged later.
     */
    void mark() throws IOException {
        add(List.of(), 0);
        marked = true;
        write();
    }

    /** Hands what is staged to the operating system. */
    void write() throws IOException {
        if (staging.position() > 0) {
            int length = staging.position();
            touched = written + length;
            file.write(segment.offset(written), staging.flip());
            staging.clear();
            written += length;
        }
    }

    /** Makes durable what was written. */
    void force() throws ForceException {
        if (forced < written) {
            long begun = System.nanoTime();
            try {
                file.force();
            } catch (IOException e) {
                throw new ForceException(e);
            }
            metrics.forced(System.nanoTime() - begun);
            forced = written;
        }
    }

    /** Goes on to a next segment with room for a record of that length; everything before must be written. */
    void roll(long length) throws IOException {
        force();
        rolling = true;
        SparePool.Spare spare = spares.take(Frame.size(length) + Segment.DATA);
        Segment next = new Segment(written, spare.size(), epoch, Repair.newSalt());
        StoreFile nextFile;
        try {
            Repair.activate(store, spare.name(), next);
            nextFile = store.open(next.name());
        } catch (IOException e) {
            store.delete(spare.name());
            throw e;
        }
        file.close();
        segments.add(next);
        segment = next;
        file = nextFile;
        rolling = false;
        marked = true;
    }

    /** Removes, durably, everything that was added from the position on. */
    void cut(long position) throws IOException {
        staging.clear();
        Repair.zero(file, segment.offset(position), Math.min(segment.offset(touched), file.size()));
        written = position;
        file.force();
        forced = position;
        touched = position;
    }

    /** Tries whether records could be written again. */
    void probe() throws IOException {
        if (rolling) {
            roll(0);
        } else {
            long to = Math.min(end() + PROBE, segment.limit());
            touched = Math.max(touched, to);
            Repair.zero(file, segment.offset(end()), segment.offset(to));
            file.force();
        }
    }

    /** Forces what was written, marks the end, and closes the file. */
    @Override
    public void close() throws IOException {
        try (StoreFile last = file) {
            force();
            if (wantsMark()) {
                mark();
                last.force();
            }
        }
    }

    private void addLarge(List<ByteBuffer> data, int length, long position) throws IOException {
        header(length, position);
        int at = staging.position() - Frame.HEADER;
        crc.reset();
        crc.update(view.limit(staging.position()).position(at + Frame.LENGTH));
        for (ByteBuffer part : data) {
            crc.update(part.duplicate());
        }
        for (long padding = Frame.size(length) - Frame.HEADER - length; padding > 0; padding--) {
            crc.update(0);
        }
        staging.putInt(at + Frame.CRC, (int) crc.getValue());
        for (ByteBuffer part : data) {
            if (part.isDirect() && part.remaining() >= STAGING / 2) {
                write();
                int size = part.remaining();
                touched = written + size;
                file.write(segment.offset(written), part);
                written += size;
            } else {
                stage(part);
            }
        }
        if (staging.remaining() < Frame.ALIGNMENT) {
            write();
        }
        pad();
    }

    private void stage(ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            if (!staging.hasRemaining()) {
                write();
            }
            int count = Math.min(part.remaining(), staging.remaining());
            staging.put(part.duplicate().limit(part.position() + count));
            part.position(part.position() + count);
        }
    }

    private void header(int length, long position) {
        staging.putInt(0)
                .putInt(length)
                .putInt(Frame.tag(segment.salt(), position))
                .putInt((int) (position - forced));
    }

    private void pad() {
        for (int padding = (int) (-end() & Frame.ALIGNMENT - 1); padding > 0; padding--) {
            staging.put((byte) 0);
        }
    }
}
