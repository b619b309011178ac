package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each accepted socket its thread and its link. Sits in the listening socket's pipeline. */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final ReadBuffers READ_BUFFERS = new ReadBuffers();

    private final Listener listener;

    Acceptor(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        Admission admission = listener.admission();
        InetSocketAddress from = (InetSocketAddress) child.remoteAddress();
        if (!admission.admit(from)) {
            child.unsafe().closeForcibly();
            return;
        }
        // Behind a proxy a client's address comes later (Arrival.remote).
        InetAddress client = listener.settings().proxy().isPresent() ? null : from.getAddress();
        if (client != null && !admission.enter(client)) {
            admission.left();
            child.unsafe().closeForcibly();
            return;
        }
        Transport.Place place = listener.transport().enter();
        child.config().setOption(ChannelOption.TCP_NODELAY, true);
        child.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        child.config().setRecvByteBufAllocator(READ_BUFFERS);
        child.config().setWriteBufferWaterMark(listener.settings().waterMark());
        child.closeFuture().addListener(closed -> {
            place.leave();
            if (client != null) {
                admission.leave(client);
            }
            admission.left();
        });
        child.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                new Arrival(listener, channel).prepare();
            }
        });
        // Where that fails Netty closes the socket.
        place.loop().register(child);
    }

    /** Mostly the limit of open files: accepting again at once would spin. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (ctx.channel().config().isAutoRead()) {
            LOG.error("{} accepts nothing for a second: {}", listener, cause.toString());
            ctx.channel().config().setAutoRead(false);
            ctx.channel().eventLoop().schedule(() -> ctx.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
        }
    }
}
