package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a connection is about to send: small pieces gather in a chunk, which goes to the socket as a whole. Of the
 * connection's lane. Without bytes to send it holds no chunk.
 */
final class Outbox {

    /** The largest size that Netty's allocator keeps in a thread's own cache. */
    private static final int CHUNK = 32 * 1024;

    /** Below this, copying into the chunk is cheaper than a buffer of its own. */
    private static final int COPY = 4 * 1024;

    private static final int LARGEST_RESERVE = 64 * 1024;

    /** A long group of tasks starts sending before it ends, or it would fill memory while the socket idles. */
    private static final int EARLY_FLUSH = 128 * 1024;

    private final Channel channel;
    private final LongAdder bytesOut;
    private ByteBuf chunk;

    /** The chunk's memory; its position is how far the chunk is filled. */
    private ByteBuffer view;

    private int unflushed;
    private boolean closed;

    Outbox(Channel channel, LongAdder bytesOut) {
        this.channel = channel;
        this.bytesOut = bytesOut;
    }

    ByteBuffer reserve(int size) {
        if (size < 0 || size > LARGEST_RESERVE) {
            throw new IllegalArgumentException("reserve takes 0 to " + LARGEST_RESERVE + " bytes, not " + size);
        }
        if (view != null) {
            view.limit(view.capacity());
            if (view.remaining() >= size) {
                return view;
            }
            handOver();
        }
        if (closed) {
            return ByteBuffer.allocate(size);
        }
        chunk = channel.alloc().directBuffer(Math.max(CHUNK, size));
        view = chunk.nioBuffer(0, chunk.capacity());
        return view;
    }

    void write(ByteBuffer bytes) {
        int size = bytes.remaining();
        if (size <= COPY) {
            reserve(size).put(bytes);
        } else if (!closed) {
            handOver();
            send(Unpooled.wrappedBuffer(bytes));
            bytes.position(bytes.limit());
        }
    }

    void flush() {
        if (filled() > 0) {
            if (filled() < CHUNK / 2 && backlog()) {
                sendCopy();
            } else {
                handOver();
            }
        }
        if (unflushed > 0) {
            unflushed = 0;
            channel.flush();
        }
    }

    void close() {
        closed = true;
        dropChunk();
    }

    private int filled() {
        return view == null ? 0 : view.position();
    }

    private boolean backlog() {
        return channel.bytesBeforeUnwritable() < channel.config().getWriteBufferHighWaterMark();
    }

    /** Behind a backlog a chunk would wait with most of it empty, and many of them would cost far more than they hold. */
    private void sendCopy() {
        int size = filled();
        ByteBuf copy = channel.alloc().directBuffer(size, size);
        copy.writeBytes(chunk, 0, size);
        dropChunk();
        send(copy);
    }

    private void handOver() {
        int size = filled();
        if (size == 0) {
            dropChunk();
            return;
        }
        ByteBuf full = chunk.writerIndex(size);
        chunk = null;
        view = null;
        send(full);
    }

    private void send(ByteBuf bytes) {
        int size = bytes.readableBytes();
        bytesOut.add(size);
        unflushed += size;
        channel.write(bytes, channel.voidPromise());
        if (unflushed >= EARLY_FLUSH) {
            unflushed = 0;
            channel.flush();
        }
    }

    private void dropChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
            view = null;
        }
    }
}
