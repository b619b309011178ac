package io.parley.transport.internal.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What is sent: frames of a server, which are whole messages and not masked (RFC 6455, section 5). */
final class Frame {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Of control frames. */
    static final int SMALL = 125;

    private static final int FIN = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LARGEST_HEADER = 10;

    private Frame() {}

    /** What comes in front of so many bytes. */
    static ByteBuf header(ByteBufAllocator allocator, int opcode, long size) {
        ByteBuf header = allocator.directBuffer(LARGEST_HEADER).writeByte(FIN | opcode);
        if (size <= SMALL) {
            return header.writeByte((int) size);
        } else if (size <= 0xFFFF) {
            return header.writeByte(TWO_BYTES).writeShort((int) size);
        }
        return header.writeByte(EIGHT_BYTES).writeLong(size);
    }

    /** A whole control frame. */
    static ByteBuf control(ByteBufAllocator allocator, int opcode, byte[] content) {
        return allocator
                .directBuffer(2 + content.length)
                .writeByte(FIN | opcode)
                .writeByte(content.length)
                .writeBytes(content);
    }

    /** A whole close frame. */
    static ByteBuf close(ByteBufAllocator allocator, int code) {
        return control(allocator, CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }
}
