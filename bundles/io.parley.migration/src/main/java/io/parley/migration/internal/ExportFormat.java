package io.parley.migration.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** What an export looks like; the bundle's README has it in words. */
final class ExportFormat {

    /** What each export begins with. */
    static final byte[] MAGIC = "PARLEYSN".getBytes(StandardCharsets.US_ASCII);

    /** The version that is written, and the only one that is read. */
    static final int VERSION = 1;

    /** Who the session is: the first record of each session, of which there are more than one where others belong to the first. */
    static final int HEADER = 0;

    /** A move by which the session came to where it is now, and how far what comes for it at its old place has followed: after its other records. */
    static final int CAME = 30;

    /** How many records came before, and the checksum over all of them: the last record. */
    static final int END = 65_535;

    private static final int BYTE = 0xff;

    private ExportFormat() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The checksum of one record. */
    static int check(int kind, byte[] content) {
        CRC32C check = new CRC32C();
        check.update(kind >>> Byte.SIZE & BYTE);
        check.update(kind & BYTE);
        check.update(content);
        return (int) check.getValue();
    }
}
