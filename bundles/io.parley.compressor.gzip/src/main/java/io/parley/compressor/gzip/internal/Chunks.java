package io.parley.compressor.gzip.internal;

import io.parley.api.message.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Collects bytes in growing pieces, so that none is copied twice, up to a limit. For one thread. */
final class Chunks extends OutputStream {

    private static final int FIRST = 512;
    private static final int LARGEST = 1 << 20;

    private final long limit;
    private final List<ByteBuffer> full = new ArrayList<>();
    private ByteBuffer current = ByteBuffer.allocate(FIRST);
    private long size;

    /** @param limit the most bytes that it takes */
    Chunks(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > limit - size) {
            throw new IOException("more than the " + limit + " bytes allowed would come out");
        }
        size += length;
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (!current.hasRemaining()) {
                full.add(current.flip());
                current = ByteBuffer.allocate(Math.min(LARGEST, 2 * current.capacity()));
            }
            int count = Math.min(end - at, current.remaining());
            current.put(bytes, at, count);
            at += count;
        }
    }

    /** All bytes; nothing may be written afterwards. */
    Payload toPayload() {
        full.add(current.flip());
        return Payload.wrap(full.toArray(ByteBuffer[]::new));
    }
}
