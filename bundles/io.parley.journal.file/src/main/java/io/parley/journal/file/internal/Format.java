package io.parley.journal.file.internal;

import io.parley.spi.journal.JournalException;
import java.nio.ByteBuffer;

/** What all versions of the format have in common: checksummed blocks that begin with a magic and a version. */
final class Format {

    /** The version that is written, and the highest that can be read. */
    static final int VERSION = 1;

    /** Size of a block, its checksum in the last four bytes included. */
    static final int BLOCK = 512;

    static final int BODY = Long.BYTES + Integer.BYTES;

    private Format() {}

    static ByteBuffer begin(long magic) {
        return ByteBuffer.allocate(BLOCK).putLong(magic).putInt(VERSION);
    }

    static ByteBuffer seal(ByteBuffer block) {
        int checksum = Checksum.of(block, 0, BLOCK - Integer.BYTES);
        return block.putInt(BLOCK - Integer.BYTES, checksum).rewind();
    }

    static boolean isWhole(ByteBuffer block, long magic) {
        return block.getLong(0) == magic
                && block.getInt(BLOCK - Integer.BYTES) == Checksum.of(block, 0, BLOCK - Integer.BYTES);
    }

    static void requireReadable(ByteBuffer block, String where) throws JournalException {
        int version = block.getInt(Long.BYTES);
        if (version > VERSION) {
            throw new JournalException(where + " has format version " + version + ", this journal reads up to version "
                    + VERSION + "; use a newer Parley");
        }
    }
}
