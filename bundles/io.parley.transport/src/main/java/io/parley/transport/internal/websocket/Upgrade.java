package io.parley.transport.internal.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.parley.transport.internal.config.WebSocketSettings;
import io.parley.transport.internal.peer.Peer;
import io.parley.transport.internal.peer.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** Takes the one HTTP request of a connection, and makes way for {@link Frames} or answers why not. */
public final class Upgrade extends ChannelInboundHandlerAdapter {
    private static final int MAX_LINE = 4 * 1024;
    private static final int MAX_HEADERS = 8 * 1024;
    private static final int MAX_CHUNK = 1024;

    /** RFC 6455, section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final WebSocketSettings settings;
    private final Peer peer;
    private final HttpRequestDecoder decoder = new HttpRequestDecoder(new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(MAX_CHUNK));
    private final HttpResponseEncoder encoder = new HttpResponseEncoder();
    private Request request;
    private boolean answered;

    private Upgrade(WebSocketSettings settings, Peer peer) {
        this.settings = settings;
        this.peer = peer;
    }

    /** Adds it, and what it needs, at the pipeline's end. */
    public static void addTo(ChannelPipeline pipeline, String name, WebSocketSettings settings, Peer peer) {
        Upgrade upgrade = new Upgrade(settings, peer);
        pipeline.addLast(upgrade.decoder).addLast(upgrade.encoder).addLast(name, upgrade);
    }

    /** Comes before the request: passed on after it. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (answered) {
                return;
            }
            if (message instanceof HttpRequest http) {
                request = new Request(http, settings);
                request.refusal().ifPresent(refusal -> refuse(ctx, refusal));
            } else if (message instanceof LastHttpContent && request != null) {
                // Only now, behind the request's end, the decoder gives back what else it has.
                accept(ctx);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        answered = true;
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                refusal.status(),
                Unpooled.copiedBuffer(refusal.words() + "\n", StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (refusal.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET");
        } else if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
        ctx.writeAndFlush(response, ctx.voidPromise());
        peer.dismiss(Reason.UPGRADE_REFUSED, refusal.status().code() + ", " + refusal.words());
    }

    private void accept(ChannelHandlerContext ctx) {
        answered = true;
        Optional<String> subprotocol = request.subprotocol();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, answer(request.key()))
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol.orElseThrow());
        ctx.writeAndFlush(response, ctx.voidPromise());
        ChannelPipeline pipeline = ctx.pipeline();
        Frames frames = new Frames(settings.maxFrame(), peer);
        pipeline.addAfter(ctx.name(), null, frames);
        pipeline.remove(encoder);
        pipeline.remove(this);
        pipeline.context(frames).fireChannelActive();
        pipeline.remove(decoder);
    }

    private static String answer(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
