package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * At the socket's end of a pipeline whose handlers keep what was read and make other bytes of what is written. They get
 * buffers that are as large as what was read, since the one that was read into ({@link ReadBuffers}) is large and of the
 * thread; and what is counted as written is what goes to the socket.
 */
final class Head extends ChannelDuplexHandler {
    private final Deadlines deadlines;
    private boolean copies = true;

    Head(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** From now on nobody keeps what was read. */
    void passOn() {
        copies = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.fireChannelRead(copies ? copy(ctx, (ByteBuf) message) : message);
    }

    private static ByteBuf copy(ChannelHandlerContext ctx, ByteBuf read) {
        try {
            return ctx.alloc().directBuffer(read.readableBytes()).writeBytes(read);
        } finally {
            read.release();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        deadlines.written();
        ctx.write(message, promise);
    }
}
