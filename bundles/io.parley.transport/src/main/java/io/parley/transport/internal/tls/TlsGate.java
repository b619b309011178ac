package io.parley.transport.internal.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.parley.transport.internal.peer.Peer;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Behind the {@link SslHandler}: lets nothing pass before the handshake is complete, and says in words why it is not. */
public final class TlsGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsGate.class);

    private final SslHandler handler;
    private final Peer peer;
    private boolean open;

    public TlsGate(SslHandler handler, Peer peer) {
        this.handler = handler;
        this.peer = peer;
    }

    /** Comes before the handshake: passed on after it. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                failed(handshake.cause());
            } else if (!open) {
                open = true;
                subject();
                ctx.fireChannelActive();
            }
        } else if (event instanceof SslCloseCompletionEvent) {
            // Nobody speaks half a connection here: the client's end is the end.
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void subject() {
        SSLSession session = handler.engine().getSession();
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate shown) {
                peer.subject(shown.getSubjectX500Principal().getName(X500Principal.RFC2253));
            }
        } catch (SSLPeerUnverifiedException e) {
            LOG.trace("{} shows no certificate", peer, e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof SSLException || cause instanceof DecoderException) {
            failed(cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            LOG.debug("{} left during the handshake", peer);
            return;
        }
        TlsFailure failure = TlsFailure.of(cause);
        peer.refuse(failure.reason(), failure.words());
    }
}
