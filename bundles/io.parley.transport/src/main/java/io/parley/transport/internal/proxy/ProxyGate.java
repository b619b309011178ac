package io.parley.transport.internal.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.NetUtil;
import io.parley.transport.internal.config.ProxySettings;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.naming.ldap.Rdn;

/** Takes the header from the front of a connection's bytes, and makes way. */
public final class ProxyGate extends ChannelInboundHandlerAdapter {

    /** {@code PP2_SUBTYPE_SSL_CN}: the common name of the client's certificate. */
    private static final byte COMMON_NAME = 0x22;

    private final ProxySettings settings;
    private final Peer peer;

    private ProxyGate(ProxySettings settings, Peer peer) {
        this.settings = settings;
        this.peer = peer;
    }

    /** Adds it, and what it needs, at the pipeline's end. */
    public static void addTo(ChannelPipeline pipeline, String name, ProxySettings settings, Peer peer) {
        pipeline.addLast(new HeaderDecoder()).addLast(name, new ProxyGate(settings, peer));
    }

    /** Comes before the header: passed on after it. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        HAProxyMessage header = (HAProxyMessage) message;
        boolean welcome;
        try {
            welcome = header.command() == HAProxyCommand.LOCAL || take(header);
        } finally {
            header.release();
        }
        if (welcome) {
            ctx.fireChannelActive();
        }
        ctx.pipeline().remove(this);
    }

    /** A connection of the proxy's own, or of a family that is not IP, is where its socket is. */
    private boolean take(HAProxyMessage header) {
        if (settings.certificates()) {
            subject(header).ifPresent(peer::subject);
        }
        byte[] address = header.sourceAddress() == null
                ? null
                : NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
        return address == null || peer.remote(new InetSocketAddress(address(address), header.sourcePort()));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Netty gives 4 or 16 bytes", e);
        }
    }

    private static Optional<String> subject(HAProxyMessage header) {
        for (HAProxyTLV outer : header.tlvs()) {
            if (outer instanceof HAProxySSLTLV tls
                    && tls.verify() == 0
                    && tls.isPP2ClientSSL()
                    && (tls.isPP2ClientCertConn() || tls.isPP2ClientCertSess())) {
                for (HAProxyTLV inner : tls.encapsulatedTLVs()) {
                    if (inner.typeByteValue() == COMMON_NAME) {
                        return Optional.of(
                                "CN=" + Rdn.escapeValue(inner.content().toString(StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) {
            Throwable told = cause.getCause() == null ? cause : cause.getCause();
            peer.refuse(Reason.BAD_PROXY_HEADER, "no valid PROXY header: " + told.getMessage());
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
