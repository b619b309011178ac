package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import io.parley.transport.internal.tls.ServerIdentity;
import io.parley.transport.internal.tls.TlsGate;
import java.net.InetSocketAddress;

/** Builds what stands between a new connection's socket and its protocol, and learns from it who the client is. */
final class Arrival implements Peer {
    private final Listener listener;
    private final Channel channel;
    private final Link link;

    Arrival(Listener listener, Channel channel) {
        this.listener = listener;
        this.channel = channel;
        this.link = listener.link(channel);
    }

    /** Before anything is read. */
    void prepare() {
        ListenerSettings settings = listener.settings();
        ChannelPipeline pipeline = channel.pipeline();
        if (settings.direct()) {
            pipeline.addLast(link.wire(true));
            return;
        }
        pipeline.addLast(link.head());
        ServerIdentity identity = listener.identity();
        if (identity != null) {
            SslHandler tls = identity.handler(channel.alloc(), listener.workers());
            // The handshake as a whole has its time.
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(settings.drain().toMillis());
            pipeline.addLast(tls).addLast(Handshake.TLS, new TlsGate(tls, this));
        }
        pipeline.addLast(new Handshake(listener, this)).addLast(link.wire(false));
    }

    @Override
    public void subject(String rfc2253) {
        link.connection().subject(rfc2253);
    }

    @Override
    public boolean remote(InetSocketAddress address) {
        link.connection().remote(address);
        return listener.admission().enter(address.getAddress());
    }

    @Override
    public void refuse(Reason reason, String detail) {
        link.ending().soon(reason, detail);
    }

    @Override
    public void dismiss(Reason reason, String detail) {
        link.dismiss(reason, detail);
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
