package io.parley.transport.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Behind all that has to be done before a protocol can speak, for as long as that lasts: it lasts no longer than it may, and
 * each connection in it is counted. The stages pass on that the connection is active when each is through.
 */
final class Handshake extends ChannelInboundHandlerAdapter {
    static final String PROXY = "proxy";
    static final String TLS = "tls";
    static final String WEBSOCKET = "websocket";

    private final Host host;
    private final Peer peer;
    private final Runnable complete;
    private Future<?> late;

    Handshake(Host host, Peer peer, Runnable complete) {
        this.complete = complete;
        this.host = host;
        this.peer = peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        host.counters().handshakes.incrementAndGet();
        Duration time = host.settings().limits().handshake();
        late = ctx.executor().schedule(() -> late(ctx.pipeline(), time), time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void late(ChannelPipeline pipeline, Duration time) {
        String missing = pipeline.get(PROXY) != null
                ? "PROXY header"
                : pipeline.get(TLS) != null ? "TLS handshake" : "WebSocket handshake";
        peer.refuse(Reason.HANDSHAKE_TIMEOUT, "no complete " + missing + " within " + time.toSeconds() + " s");
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        complete.run();
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    /** Also when the connection closes. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        late.cancel(false);
        host.counters().handshakes.decrementAndGet();
    }
}
