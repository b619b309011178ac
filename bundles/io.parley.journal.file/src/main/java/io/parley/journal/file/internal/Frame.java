package io.parley.journal.file.internal;

/**
 * The layout of a record in a segment: a header of {@value #HEADER} bytes, the data, and zeros up to a multiple of 8.
 *
 * <pre>
 * 0  int  CRC32C of all that follows, padding included
 * 4  int  length of the data; 0 makes it a mark, which says only what {@code unforced} says
 * 8  int  tag: follows from the segment's salt and the record's position
 * 12 int  unforced: how far before this record the forced part of the log ended when this was written
 * </pre>
 *
 * <p>The tag keeps anything that was not written for this very place, a recycled segment's old content for one, from
 * passing as a record. {@code unforced} tells a torn tail from damage: a record that knows of a force behind a broken
 * place proves that the place was whole once.
 */
final class Frame {

    static final int HEADER = 16;
    static final int CRC = 0;
    static final int LENGTH = 4;
    static final int TAG = 8;
    static final int UNFORCED = 12;

    /** Frames begin at multiples of this. */
    static final int ALIGNMENT = 8;

    private Frame() {}

    /** Bytes that a record of that many bytes takes. */
    static long size(long length) {
        return HEADER + (length + ALIGNMENT - 1 & -ALIGNMENT);
    }

    /** What a record at that position of a segment with that salt carries. */
    static int tag(long salt, long position) {
        long mixed = (salt ^ position) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32);
    }
}
