package io.parley.api.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A payload in memory. Holds private read-only buffers whose positions never move. */
final class BufferPayload implements Payload {

    static final BufferPayload EMPTY = new BufferPayload(new ByteBuffer[0], 0);

    private final ByteBuffer[] parts;
    private final long size;

    private BufferPayload(ByteBuffer[] parts, long size) {
        this.parts = parts;
        this.size = size;
    }

    static BufferPayload of(ByteBuffer... buffers) {
        if (buffers.length == 1) {
            int only = buffers[0].remaining();
            return only == 0 ? EMPTY : new BufferPayload(new ByteBuffer[] {view(buffers[0])}, only);
        }
        List<ByteBuffer> parts = new ArrayList<>(buffers.length);
        long size = 0;
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                size += buffer.remaining();
                parts.add(view(buffer));
            }
        }
        return parts.isEmpty() ? EMPTY : new BufferPayload(parts.toArray(ByteBuffer[]::new), size);
    }

    private static ByteBuffer view(ByteBuffer buffer) {
        return Objects.requireNonNull(buffer, "buffer").asReadOnlyBuffer();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<ByteBuffer> buffers() {
        if (parts.length == 1) {
            return List.of(parts[0].duplicate());
        }
        List<ByteBuffer> views = new ArrayList<>(parts.length);
        for (ByteBuffer part : parts) {
            views.add(part.duplicate());
        }
        return views;
    }

    /** Without views of the buffers: their positions never move. */
    @Override
    public void copyTo(byte[] target, int at) {
        Objects.checkFromIndexSize(at, size, target.length);
        int next = at;
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            part.get(part.position(), target, next, length);
            next += length;
        }
    }

    /** Equal when the bytes are equal, however they are cut into buffers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof BufferPayload that && size == that.size && joined().equals(that.joined());
    }

    @Override
    public int hashCode() {
        return joined().hashCode();
    }

    private ByteBuffer joined() {
        return parts.length == 1 ? parts[0].duplicate() : ByteBuffer.wrap(toBytes());
    }

    @Override
    public String toString() {
        return "Payload[" + size + " bytes]";
    }
}
