package io.parley.transport.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.parley.transport.internal.peer.Reason;
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
    private final Reading reading;

    /** Whether what is written here goes to the socket as it is. */
    private final boolean direct;

    /** Null unless bytes a second are limited. */
    private Throttle throttle;

    Wire(Link link, Host host, Channel channel, Deadlines deadlines, Reading reading, boolean direct) {
        this.link = link;
        this.host = host;
        this.channel = channel;
        this.deadlines = deadlines;
        this.reading = reading;
        this.direct = direct;
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
            throttle(bytes.readableBytes());
            link.received(bytes);
        } finally {
            bytes.release();
        }
    }

    private void throttle(int bytes) {
        long perSecond = host.settings().limits().bytesPerSecond();
        if (perSecond > 0) {
            if (throttle == null) {
                throttle = new Throttle(channel.eventLoop(), reading);
            }
            throttle.read(bytes, perSecond);
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
        if (throttle != null) {
            throttle.end();
        }
        link.closed();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (direct) {
            deadlines.written();
        }
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
