package io.parley.transport.internal.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.nio.charset.StandardCharsets;

/** Knows at the first byte that cannot be of a PROXY header that there is none. */
final class HeaderDecoder extends HAProxyMessageDecoder {
    private static final int LARGEST = 4 * 1024;
    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    private byte[] expected;
    private int known;

    HeaderDecoder() {
        super(LARGEST);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (!fits((ByteBuf) message)) {
            ((ByteBuf) message).release();
            throw new HAProxyProtocolException("the first bytes are not those of a PROXY header");
        }
        super.channelRead(ctx, message);
    }

    private boolean fits(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at++) {
            byte next = bytes.getByte(at);
            if (expected == null) {
                expected = next == TEXT[0] ? TEXT : BINARY;
            }
            if (known == expected.length) {
                return true;
            } else if (next != expected[known]) {
                return false;
            }
            known++;
        }
        return true;
    }
}
