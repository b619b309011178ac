package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What arrived on one connection and was not read by its handler. Of one thread at a time; holds nothing while empty. */
final class Unread {
    private final ByteBufAllocator allocator;
    private ByteBuf rest;

    Unread(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    int size() {
        return rest == null ? 0 : rest.readableBytes();
    }

    /** Adds bytes at the end. */
    void add(ByteBuf bytes) {
        int size = bytes.readableBytes();
        if (size == 0) {
            return;
        }
        if (rest == null) {
            rest = allocator.directBuffer(size);
        } else if (rest.writableBytes() < size) {
            rest.discardReadBytes();
            if (rest.writableBytes() < size) {
                // Doubles, so that a packet of many megabytes is not copied over and over while it arrives.
                long wanted = Math.max(2L * rest.capacity(), (long) rest.writerIndex() + size);
                rest.capacity((int) Math.min(Integer.MAX_VALUE, wanted));
            }
        }
        rest.writeBytes(bytes);
    }

    /**
     * All that is unread, the new bytes last, in one buffer that is given back by {@link #keep}.
     *
     * @param bytes exclusively the caller's. Where it has free room in front ({@link ReadBuffers}) the rest goes there,
     *     which spares copying what has just been read
     */
    ByteBuf join(ByteBuf bytes) {
        if (rest == null) {
            return bytes;
        }
        int size = rest.readableBytes();
        int start = bytes.readerIndex() - size;
        if (start >= 0) {
            bytes.setBytes(start, rest, rest.readerIndex(), size).readerIndex(start);
            release();
            return bytes;
        }
        add(bytes);
        return rest;
    }

    /** All that is unread; size() is above 0. */
    ByteBuf all() {
        return rest;
    }

    /** After {@code joined} was read up to its last {@code left} bytes, keeps those. */
    void keep(ByteBuf joined, int left) {
        joined.readerIndex(joined.writerIndex() - left);
        if (left == 0) {
            release();
        } else if (joined != rest) {
            add(joined);
        }
    }

    /** A copy of the first bytes, up to 4 KiB. */
    byte[] peek() {
        byte[] first = new byte[Math.min(size(), 4096)];
        if (first.length > 0) {
            rest.getBytes(rest.readerIndex(), first);
        }
        return first;
    }

    void release() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }
}
