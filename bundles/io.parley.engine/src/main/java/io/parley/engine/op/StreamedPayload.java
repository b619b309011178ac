package io.parley.engine.op;

import io.parley.api.message.Payload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * A payload whose bytes lie on the journal in chunks, each in a record of its own, from where they are read while somebody walks through
 * them. Of the bytes nothing is in memory but the chunk at hand. Immutable, and safe for all threads.
 */
public final class StreamedPayload implements Payload {

    /** The most bytes of a chunk. */
    public static final int CHUNK = 256 * 1024;

    /** Where chunks are. */
    @FunctionalInterface
    public interface Chunks {

        /**
         * Reads one; may block.
         *
         * @throws UncheckedIOException when it is there no longer, or cannot be read
         */
        ByteBuffer read(long position);
    }

    private final long[] positions;
    private final long size;
    private final Chunks chunks;

    /**
     * @param positions of the chunks' records on the journal, ascending, at least one
     * @param size of all chunks, in bytes
     */
    public StreamedPayload(long[] positions, long size, Chunks chunks) {
        this.positions = positions.clone();
        this.size = size;
        this.chunks = chunks;
    }

    /** Reads what {@link #places} has written. */
    static StreamedPayload at(Payload places, long size, Chunks chunks) {
        RecordReader in = new RecordReader(places.toBytes());
        long[] positions = new long[in.integer()];
        long before = 0;
        for (int i = 0; i < positions.length; i++) {
            before += in.number();
            positions[i] = before;
        }
        return new StreamedPayload(positions, size, chunks);
    }

    /** Where the first chunk is, of what {@link #places} has written. */
    static long oldest(Payload places) {
        RecordReader in = new RecordReader(places.buffers().get(0));
        in.integer();
        return in.number();
    }

    /** What is stored instead of the bytes. */
    Payload places() {
        RecordWriter out = new RecordWriter(16 + 4 * positions.length).number(positions.length);
        long before = 0;
        for (long position : positions) {
            out.number(position - before);
            before = position;
        }
        return Payload.wrap(ByteBuffer.wrap(out.toArray()));
    }

    /** The position of the first chunk, from which on the journal has to be kept. */
    public long oldest() {
        return positions[0];
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean streamed() {
        return true;
    }

    /** Each buffer is read when it is asked for. */
    @Override
    public List<ByteBuffer> buffers() {
        return new Walk();
    }

    @Override
    public InputStream stream() {
        return new Told(Payload.super.stream());
    }

    @Override
    public byte[] toBytes() {
        throw new IllegalStateException(
                "A streamed payload, of " + size + " bytes, is not copied into an array; use stream()");
    }

    /** Equal when it is the same chunks. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StreamedPayload that && size == that.size && Arrays.equals(positions, that.positions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return "Payload[" + size + " bytes, streamed]";
    }

    private final class Walk extends AbstractList<ByteBuffer> implements RandomAccess {

        @Override
        public ByteBuffer get(int index) {
            return chunks.read(positions[index]);
        }

        @Override
        public int size() {
            return positions.length;
        }
    }

    /** Fails as streams do. */
    private static final class Told extends FilterInputStream {

        Told(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
