package io.parley.journal.file.internal.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reading is for any thread and survives its interruption; writing is for one thread. */
public interface StoreFile extends Closeable {

    /**
     * Reads from the offset until the range of the array is full or the file ends.
     *
     * @return how many bytes were read
     */
    int read(long offset, byte[] target, int from, int length) throws IOException;

    /** Writes all that remains in the buffer. When it throws, any part may have been written. */
    void write(long offset, ByteBuffer source) throws IOException;

    /** Makes everything written so far last, the file's size included. */
    void force() throws IOException;

    long size() throws IOException;
}
