package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads the frames of one segment in order, in large chunks, and checks each. For one thread at a time. */
final class FrameReader {

    /** What was found. */
    enum Found {
        /** A record, described by the accessors. */
        RECORD,
        /** A mark; there is more behind it. */
        MARK,
        /** The limit. */
        END,
        /** Bytes that are no frame; {@link #damage} says why. */
        DAMAGE
    }

    static final int CHUNK = 1 << 20;

    static final byte[] NO_ROOM = {};

    private final CRC32C crc = new CRC32C();
    private final Segment segment;
    private final StoreFile file;
    private final int chunk;
    private final int room;
    private byte[] bytes;
    private ByteBuffer buffer;
    private long loadedFrom;
    private int loaded;
    private long cursor;
    private long position;
    private int length;
    private String damage;

    FrameReader(Segment segment, StoreFile file, long position) {
        this(segment, file, position, CHUNK);
    }

    FrameReader(Segment segment, StoreFile file, long position, int chunk) {
        this(segment, file, position, chunk, NO_ROOM);
    }

    /** @param room to read into, as far as that is enough; nobody else uses it meanwhile */
    FrameReader(Segment segment, StoreFile file, long position, int chunk, byte[] room) {
        this.room = room.length;
        this.bytes = room;
        this.buffer = ByteBuffer.wrap(room);
        this.segment = segment;
        this.file = file;
        this.chunk = chunk;
        this.cursor = position;
        this.loadedFrom = position;
    }

    /** The next frame is looked for there. What was read already is not read again. */
    void seek(long newCursor) {
        if (newCursor < loadedFrom) {
            loadedFrom = newCursor;
            loaded = 0;
        }
        cursor = newCursor;
    }

    /** Goes to the next frame; on {@link Found#END} and {@link Found#DAMAGE} it stays where it is. */
    Found next(long limit) throws IOException {
        long left = limit - cursor;
        if (left <= 0) {
            return Found.END;
        }
        if (!load(Frame.HEADER, left)) {
            return damaged("it ends within a record");
        }
        int at = (int) (cursor - loadedFrom);
        int dataLength = buffer.getInt(at + Frame.LENGTH);
        if (buffer.getInt(at + Frame.TAG) != Frame.tag(segment.salt(), cursor)) {
            return damaged("no record begins here");
        }
        if (dataLength < 0 || Frame.size(dataLength) > left) {
            return damaged("a record of " + dataLength + " bytes does not fit");
        }
        int size = (int) Frame.size(dataLength);
        if (!load(size, left)) {
            return damaged("it ends within a record");
        }
        at = (int) (cursor - loadedFrom);
        crc.reset();
        crc.update(bytes, at + Frame.LENGTH, size - Frame.LENGTH);
        if ((int) crc.getValue() != buffer.getInt(at + Frame.CRC)) {
            return damaged("the record's checksum does not match");
        }
        position = cursor;
        length = dataLength;
        cursor += size;
        return dataLength == 0 ? Found.MARK : Found.RECORD;
    }

    /** Where the next frame is looked for. */
    long cursor() {
        return cursor;
    }

    /** Position of the frame found last. */
    long position() {
        return position;
    }

    /** The forced part of the log ended at least here when the frame found last was written. */
    long forced() {
        return position - buffer.getInt((int) (position - loadedFrom) + Frame.UNFORCED);
    }

    /** The data of the frame found last, read-only, valid until the next one is asked for. */
    ByteBuffer data() {
        int from = (int) (position - loadedFrom) + Frame.HEADER;
        return buffer.slice(from, length).asReadOnlyBuffer();
    }

    /** Why there is no frame. */
    String damage() {
        return damage;
    }

    private Found damaged(String why) {
        damage = why;
        return Found.DAMAGE;
    }

    /** Makes that many bytes from the cursor on available, with as many more as a chunk takes. */
    private boolean load(int needed, long left) throws IOException {
        if (cursor - loadedFrom + needed <= loaded) {
            return true;
        }
        if (needed > left) {
            return false;
        }
        int wanted = (int) Math.min(left, Math.max(needed, chunk));
        if (bytes.length < wanted || bytes.length > Math.max(Math.max(chunk, room), wanted)) {
            bytes = new byte[wanted];
            buffer = ByteBuffer.wrap(bytes);
        }
        loadedFrom = cursor;
        loaded = file.read(segment.offset(cursor), bytes, 0, wanted);
        return loaded >= needed;
    }
}
