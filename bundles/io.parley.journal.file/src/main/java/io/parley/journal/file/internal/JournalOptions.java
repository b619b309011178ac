package io.parley.journal.file.internal;

/**
 * How a file journal is built.
 *
 * @param segmentBytes size of a segment file
 * @param maxRecordBytes the largest record taken
 * @param maxPendingBytes how much may wait to be committed before appends fail as overloaded
 * @param spareSegments how many segments are kept prepared, the recycled ones included
 */
public record JournalOptions(long segmentBytes, long maxRecordBytes, long maxPendingBytes, int spareSegments) {

    static final long MIN_SEGMENT_BYTES = 16 << 10;
    static final long MAX_SEGMENT_BYTES = 1L << 30;

    /** What a journal has unless told otherwise. */
    public static final JournalOptions DEFAULTS = new JournalOptions(64L << 20, 256L << 20, 256L << 20, 2);

    public JournalOptions {
        require("segment size", segmentBytes, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
        require("largest record", maxRecordBytes, 1, MAX_SEGMENT_BYTES);
        require("pending limit", maxPendingBytes, 1, Long.MAX_VALUE / 4);
        require("number of spare segments", spareSegments, 0, 64);
    }

    private static void require(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " " + value + ", allowed are " + min + " to " + max);
        }
    }
}
