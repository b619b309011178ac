package io.parley.journal.file.internal;

import io.parley.journal.file.internal.store.StoreFile;
import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * One file of the log. Its records begin behind a block that describes it.
 *
 * @param base position of its first record; the next segment's base is the end of its last
 * @param size of the file when it is full, in bytes
 * @param epoch of the opening that began it
 * @param salt a random number that makes its records valid here only
 */
record Segment(long base, long size, long epoch, long salt) {

    /** Offset of the first record; more than a block, so that records are aligned to pages. */
    static final int DATA = 4096;

    static final String SUFFIX = ".segment";

    private static final long MAGIC = 0x5041524C45593A53L; // PARLEY:S
    private static final int NAME_DIGITS = 16;

    String name() {
        return String.format(Locale.ROOT, "%016x", base) + SUFFIX;
    }

    static boolean isName(String name) {
        return name.length() == NAME_DIGITS + SUFFIX.length()
                && name.endsWith(SUFFIX)
                && name.chars().limit(NAME_DIGITS).allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    static long baseOf(String name) {
        return Long.parseUnsignedLong(name.substring(0, NAME_DIGITS), 16);
    }

    long offset(long position) {
        return position - base + DATA;
    }

    /** The position behind the last byte that fits. */
    long limit() {
        return base + Math.max(0, size - DATA & -Frame.ALIGNMENT);
    }

    void writeHeader(StoreFile file) throws IOException {
        ByteBuffer block = Format.begin(MAGIC).putLong(base).putLong(epoch).putLong(salt);
        file.write(0, Format.seal(block));
    }

    /** Reads and checks the header of the segment file with that name. */
    static Segment read(StoreFile file, String name, String where) throws IOException, JournalException {
        byte[] bytes = new byte[Format.BLOCK];
        int count = file.read(0, bytes, 0, bytes.length);
        ByteBuffer block = ByteBuffer.wrap(bytes);
        if (count < bytes.length || !Format.isWhole(block, MAGIC)) {
            throw new JournalException(where + " is damaged at offset 0: its header's checksum does not match");
        }
        Format.requireReadable(block, where);
        block.position(Format.BODY);
        Segment segment = new Segment(block.getLong(), file.size(), block.getLong(), block.getLong());
        if (segment.base != baseOf(name)) {
            throw new JournalException(where + " says that it begins at position " + segment.base
                    + ", which is not what its name says: the file was renamed");
        }
        return segment;
    }
}
