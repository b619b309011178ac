package io.parley.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import io.parley.transport.internal.proxy.ProxyGate;
import io.parley.transport.internal.tls.ServerIdentity;
import io.parley.transport.internal.tls.TlsGate;
import io.parley.transport.internal.websocket.Upgrade;
import java.net.InetAddress;
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
        ServerIdentity identity = listener.identity();
        ChannelPipeline pipeline = channel.pipeline();
        if (settings.direct()) {
            pipeline.addLast(link.wire(true));
            return;
        }
        Head head = link.head();
        pipeline.addLast(head);
        settings.proxy().ifPresent(proxy -> ProxyGate.addTo(pipeline, Handshake.PROXY, proxy, this));
        if (identity != null) {
            SslHandler tls = identity.handler(channel.alloc(), listener.workers());
            // The handshake as a whole has its time.
            tls.setHandshakeTimeoutMillis(0);
            tls.setCloseNotifyFlushTimeoutMillis(settings.drain().toMillis());
            pipeline.addLast(tls).addLast(Handshake.TLS, new TlsGate(tls, this));
        }
        settings.webSocket().ifPresent(webSocket -> Upgrade.addTo(pipeline, Handshake.WEBSOCKET, webSocket, this));
        pipeline.addLast(new Handshake(listener, this, identity == null ? head::passOn : () -> {}))
                .addLast(link.wire(false));
    }

    @Override
    public void subject(String rfc2253) {
        link.connection().subject(rfc2253);
    }

    @Override
    public boolean remote(InetSocketAddress address) {
        link.connection().remote(address);
        Admission admission = listener.admission();
        InetAddress from = address.getAddress();
        if (!admission.enter(from)) {
            channel.close();
            return false;
        }
        channel.closeFuture().addListener(closed -> admission.leave(from));
        return true;
    }

    @Override
    public void refuse(Reason reason, String detail) {
        link.ending().soon(reason, detail);
    }

    @Override
    public void dismiss(Reason reason, String detail) {
        if (link.ending().tell(reason, detail)) {
            link.shutAfterFlush();
        }
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
