package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads go into one big buffer of the event loop, over and over: what is read is consumed, or its unread end copied away,
 * before the next read. In front of it is room for the unread end of the read before ({@link Unread#join}).
 *
 * <p>Should a handler in the pipeline keep the buffer longer (TLS does), reads get buffers of their own meanwhile.
 */
final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    private static final int FRONT = 16 * 1024;
    private static final int READ = 64 * 1024;

    private static final FastThreadLocal<ByteBuf> BUFFER = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(FRONT + READ, FRONT + READ);
        }

        @Override
        protected void onRemoval(ByteBuf value) {
            value.release();
        }
    };

    /** A thread reads from one socket at a time: what is remembered meanwhile need not be each socket's own. */
    private final FastThreadLocal<LoopBuffer> handle = new FastThreadLocal<>() {
        @Override
        protected LoopBuffer initialValue() {
            return new LoopBuffer();
        }
    };

    /** Called on the socket's thread. */
    @Override
    public Handle newHandle() {
        return handle.get();
    }

    private final class LoopBuffer extends MaxMessageHandle {
        @Override
        public int guess() {
            return READ;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            ByteBuf shared = BUFFER.get();
            ByteBuf chosen = shared.refCnt() == 1 ? shared.retain() : alloc.directBuffer(FRONT + READ, FRONT + READ);
            return chosen.setIndex(FRONT, FRONT);
        }
    }
}
