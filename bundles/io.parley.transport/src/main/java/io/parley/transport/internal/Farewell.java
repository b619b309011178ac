package io.parley.transport.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.parley.transport.internal.websocket.Frames;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket so that the client sees the last bytes. To close it with bytes unread would reset it, and a reset may
 * overtake what was sent: so the sending side ends first, and what still comes in is read until the client ends, too.
 */
final class Farewell {
    private static final long SEND_MILLIS = 5_000;
    private static final long LINGER_MILLIS = 1_000;

    private Farewell() {}

    static void say(Channel channel, Reading reading) {
        closeIn(channel, SEND_MILLIS);
        ChannelPipeline pipeline = channel.pipeline();
        Frames frames = pipeline.get(Frames.class);
        if (frames != null) {
            frames.sayClose();
        }
        SslHandler tls = pipeline.get(SslHandler.class);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
            if (!sent.isSuccess()) {
                channel.close();
            } else if (tls != null) {
                tls.closeOutbound().addListener(announced -> end(channel, reading));
            } else {
                end(channel, reading);
            }
        });
    }

    private static void end(Channel channel, Reading reading) {
        if (channel.isActive() && channel instanceof DuplexChannel duplex) {
            closeIn(channel, LINGER_MILLIS);
            reading.drain();
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    private static void closeIn(Channel channel, long millis) {
        var late = channel.eventLoop().schedule(() -> channel.close(), millis, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> late.cancel(false));
    }
}
