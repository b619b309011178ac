package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection's place in its pipeline: tells the {@link Link} what comes, and watches what goes. */
final class Wire extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    private final Link link;
    private final Host host;
    private final Channel channel;
    private final Deadlines deadlines;

    Wire(Link link, Host host, Channel channel, Deadlines deadlines) {
        this.link = link;
        this.host = host;
        this.channel = channel;
        this.deadlines = deadlines;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        link.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            host.counters().bytesIn.add(bytes.readableBytes());
            link.received(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        link.receivedAll();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        link.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        link.closed();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        deadlines.written();
        ctx.write(message, promise);
        long most = host.settings().maxUnsentBytes();
        if (channel.bytesBeforeWritable() > most) {
            link.refuse(Reason.TOO_MUCH_UNSENT, "more than " + most + " bytes wait for it");
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        deadlines.flushed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{}: {}", link, cause.toString());
        } else {
            LOG.warn("Closed {}: {}", link, cause.toString(), cause);
        }
        ctx.close();
    }
}
