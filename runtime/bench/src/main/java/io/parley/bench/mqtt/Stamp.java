package io.parley.bench.mqtt;

import java.nio.ByteBuffer;

/**
 * What a payload says of itself: publisher (int), sequence (long), time of sending in ns (long), filler, and at its end
 * the sequence again, altered, so that torn or mixed payloads are noticed.
 */
public final class Stamp {

    /** The least size of a payload. */
    public static final int MIN_BYTES = 28;

    private static final int SEQUENCE = 4;
    private static final int NANOS = 12;
    private static final long SEAL = 0x5041524c45595f31L;

    private Stamp() {}

    /** Writes all but the filler. */
    public static void write(ByteBuffer buffer, int at, int bytes, int publisher, long sequence, long nanos) {
        buffer.putInt(at, publisher);
        buffer.putLong(at + SEQUENCE, sequence);
        buffer.putLong(at + NANOS, nanos);
        buffer.putLong(at + bytes - Long.BYTES, sequence ^ SEAL);
    }

    public static int publisher(ByteBuffer buffer, int at) {
        return buffer.getInt(at);
    }

    public static long sequence(ByteBuffer buffer, int at) {
        return buffer.getLong(at + SEQUENCE);
    }

    public static long nanos(ByteBuffer buffer, int at) {
        return buffer.getLong(at + NANOS);
    }

    /** Whether beginning and end belong together. */
    public static boolean intact(ByteBuffer buffer, int at, int bytes) {
        return bytes >= MIN_BYTES && buffer.getLong(at + bytes - Long.BYTES) == (sequence(buffer, at) ^ SEAL);
    }
}
