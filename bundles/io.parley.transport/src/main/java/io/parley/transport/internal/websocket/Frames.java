package io.parley.transport.internal.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/**
 * A WebSocket's frames around a protocol's bytes. What comes in binary messages is one stream, wherever frames begin and end.
 * What is written up to a flush goes out as one frame, uncopied.
 */
public final class Frames extends ChannelDuplexHandler implements FrameReader.Sink {
    private final Peer peer;
    private final FrameReader reader;
    private ChannelHandlerContext context;

    /** Written and not flushed: null, a buffer, or a list of them. */
    private ByteBuf one;

    private List<ByteBuf> more = List.of();
    private int unflushed;

    /** What the newest ping holds, until it is answered. */
    private byte[] unanswered;

    private boolean closeSent;

    Frames(long maxFrame, Peer peer) {
        this.peer = peer;
        this.reader = new FrameReader(this, maxFrame);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    // In.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            reader.read(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void binary(ByteBuf piece) {
        context.fireChannelRead(piece.retain());
    }

    @Override
    public void control(int opcode, byte[] content) {
        if (opcode == Frame.PING) {
            unanswered = content;
        } else if (opcode == Frame.CLOSE) {
            closed(CloseCode.answer(content));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        pong();
        ctx.fireChannelReadComplete();
    }

    /** Only the newest ping needs an answer: a client that sends many and reads none fills nothing. */
    private void pong() {
        if (unanswered != null && !closeSent && context.channel().isWritable()) {
            byte[] content = unanswered;
            unanswered = null;
            context.writeAndFlush(Frame.control(context.alloc(), Frame.PONG, content), context.voidPromise());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pong();
        ctx.fireChannelWritabilityChanged();
    }

    /** The client's close frame: the answer is the last thing that is sent. */
    private void closed(int answer) {
        reader.stop();
        if (closeSent) {
            context.close();
            return;
        }
        closeSent = true;
        context.writeAndFlush(Frame.close(context.alloc(), answer)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void violation(int code, String words) {
        sayClose(code);
        peer.dismiss(Reason.WEBSOCKET_VIOLATION, words);
    }

    // Out.

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (closeSent && bytes.isReadable()) {
            bytes.release();
            // A void one would tell the pipeline, which would close the socket before the client has read why.
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
        } else if (promise.isVoid()) {
            add(bytes);
        } else {
            frame();
            if (bytes.isReadable()) {
                ctx.write(Frame.header(ctx.alloc(), Frame.BINARY, bytes.readableBytes()), ctx.voidPromise());
            }
            ctx.write(bytes, promise);
        }
    }

    private void add(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        unflushed += bytes.readableBytes();
        if (one == null) {
            one = bytes;
        } else {
            if (more.isEmpty()) {
                more = new ArrayList<>();
            }
            more.add(bytes);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        frame();
        ctx.flush();
    }

    private void frame() {
        if (one != null) {
            ChannelPromise promise = context.voidPromise();
            context.write(Frame.header(context.alloc(), Frame.BINARY, unflushed), promise);
            context.write(one, promise);
            more.forEach(bytes -> context.write(bytes, promise));
            forget();
        }
    }

    private void forget() {
        one = null;
        more = List.of();
        unflushed = 0;
    }

    /** Nothing is sent after the close frame; what was written before goes out in front of it. */
    public void sayClose(int code) {
        if (!closeSent) {
            frame();
            closeSent = true;
            context.writeAndFlush(Frame.close(context.alloc(), code), context.voidPromise());
        }
    }

    /** The protocol's end. */
    public void sayClose() {
        sayClose(CloseCode.NORMAL);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive()) {
            sayClose(CloseCode.GOING_AWAY);
        }
        ctx.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        discard();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        discard();
    }

    private void discard() {
        closeSent = true;
        ReferenceCountUtil.release(one);
        more.forEach(ByteBuf::release);
        forget();
    }
}
