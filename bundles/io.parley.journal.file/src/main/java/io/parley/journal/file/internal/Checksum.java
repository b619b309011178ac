package io.parley.journal.file.internal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C of part of a buffer, whose position and limit it leaves alone. */
final class Checksum {

    private Checksum() {}

    static int of(ByteBuffer buffer, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(to).position(from));
        return (int) crc.getValue();
    }
}
