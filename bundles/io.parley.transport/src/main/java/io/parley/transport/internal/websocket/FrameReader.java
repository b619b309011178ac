package io.parley.transport.internal.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Reads a client's frames as their bytes come (RFC 6455, section 5). What a binary message holds is passed on in the pieces
 * in which it arrives and never gathered here, so that a frame of any size costs nothing; of a control frame, 125 bytes
 * are kept at most. Of the event loop.
 */
final class FrameReader {

    /** Told of what was read. */
    interface Sink {

        /** A piece of a binary message, unmasked: the buffer's readable bytes. */
        void binary(ByteBuf piece);

        /** A whole control frame. */
        void control(int opcode, byte[] content);

        /** Nothing is read after that. */
        void violation(int code, String words);
    }

    private enum State {
        FIRST,
        LENGTH,
        LONG_LENGTH,
        MASK,
        CONTENT,
        FAILED
    }

    private final Sink sink;
    private final long maxFrame;

    private State state = State.FIRST;
    private int opcode;
    private boolean fin;

    /** Whether a message has begun and not ended. */
    private boolean fragmented;

    /** Of the number being read: bytes to come, and its value so far. */
    private int digits;

    private long number;
    private int lengthBytes;

    /** Bytes of the content to come. */
    private long left;

    /** Turned so that its first byte is for the next byte of the content. */
    private int mask;

    private byte[] control;

    FrameReader(Sink sink, long maxFrame) {
        this.sink = sink;
        this.maxFrame = maxFrame;
    }

    /** Reads all bytes. Those of content are unmasked where they are: the buffer must be exclusively the caller's. */
    void read(ByteBuf bytes) {
        while (bytes.isReadable() && state != State.FAILED) {
            switch (state) {
                case FIRST -> first(bytes.readUnsignedByte());
                case LENGTH -> length(bytes.readUnsignedByte());
                case LONG_LENGTH -> {
                    if (digit(bytes.readByte())) {
                        longLength();
                    }
                }
                case MASK -> {
                    if (digit(bytes.readByte())) {
                        mask = (int) number;
                        begin(left);
                    }
                }
                default -> content(bytes);
            }
        }
        if (state == State.FAILED) {
            bytes.skipBytes(bytes.readableBytes());
        }
    }

    /** Reads nothing any more. */
    void stop() {
        state = State.FAILED;
    }

    private void fail(int code, String words) {
        stop();
        sink.violation(code, words);
    }

    private void first(int value) {
        fin = (value & 0x80) != 0;
        opcode = value & 0x0F;
        state = State.LENGTH;
        if ((value & 0x70) != 0) {
            fail(CloseCode.PROTOCOL_ERROR, "reserved bits are set in a frame");
            return;
        }
        switch (opcode) {
            case Frame.BINARY -> {
                if (fragmented) {
                    fail(CloseCode.PROTOCOL_ERROR, "a message begins within another one");
                }
                fragmented = !fin;
            }
            case Frame.CONTINUATION -> {
                if (!fragmented) {
                    fail(CloseCode.PROTOCOL_ERROR, "a frame continues no message");
                }
                fragmented = !fin;
            }
            case Frame.TEXT -> fail(CloseCode.NOT_ACCEPTABLE, "a frame of text came; only binary ones are taken");
            case Frame.CLOSE, Frame.PING, Frame.PONG -> {
                if (!fin) {
                    fail(CloseCode.PROTOCOL_ERROR, "a control frame is fragmented");
                }
            }
            default -> fail(CloseCode.PROTOCOL_ERROR, "opcode " + opcode + " is unknown");
        }
    }

    private boolean isControl() {
        return opcode >= Frame.CLOSE;
    }

    private void length(int value) {
        int size = value & 0x7F;
        if ((value & 0x80) == 0) {
            fail(CloseCode.PROTOCOL_ERROR, "a frame is not masked");
        } else if (isControl() && size > Frame.SMALL) {
            fail(CloseCode.PROTOCOL_ERROR, "a control frame is larger than " + Frame.SMALL + " bytes");
        } else if (size <= Frame.SMALL) {
            sized(size);
        } else {
            lengthBytes = size == Frame.SMALL + 1 ? Short.BYTES : Long.BYTES;
            number(State.LONG_LENGTH, lengthBytes);
        }
    }

    private void longLength() {
        long least = lengthBytes == Short.BYTES ? Frame.SMALL + 1 : 1 << Short.SIZE;
        if (number < 0 || number < least) {
            fail(CloseCode.PROTOCOL_ERROR, "the length of a frame is not written as it must be");
        } else {
            sized(number);
        }
    }

    private void sized(long size) {
        if (size > maxFrame) {
            fail(CloseCode.TOO_BIG, "a frame of " + size + " bytes came; websocket.max.frame.mib allows " + maxFrame);
        } else {
            left = size;
            number(State.MASK, Integer.BYTES);
        }
    }

    private void number(State next, int bytes) {
        state = next;
        digits = bytes;
        number = 0;
    }

    /** Returns whether that was the last byte of the number. */
    private boolean digit(byte value) {
        number = number << Byte.SIZE | value & 0xFF;
        return --digits == 0;
    }

    private void begin(long size) {
        state = State.CONTENT;
        if (isControl()) {
            control = new byte[(int) size];
        }
        if (size == 0) {
            end();
        }
    }

    private void content(ByteBuf bytes) {
        int size = (int) Math.min(left, bytes.readableBytes());
        int start = bytes.readerIndex();
        unmask(bytes, start, size);
        left -= size;
        if (isControl()) {
            bytes.readBytes(control, control.length - (int) left - size, size);
        } else {
            int end = bytes.writerIndex();
            bytes.writerIndex(start + size);
            sink.binary(bytes);
            bytes.setIndex(start + size, end);
        }
        if (left == 0 && state != State.FAILED) {
            end();
        }
    }

    private void unmask(ByteBuf bytes, int start, int size) {
        // Of this thread for the moment, and nothing is made for it.
        ByteBuffer content = bytes.internalNioBuffer(start, size);
        long twice = (long) mask << Integer.SIZE | mask & 0xFFFF_FFFFL;
        int at = content.position();
        int end = at + size;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            content.putLong(at, content.getLong(at) ^ twice);
        }
        for (; at < end; at++) {
            content.put(at, (byte) (content.get(at) ^ mask >>> 24));
            mask = Integer.rotateLeft(mask, Byte.SIZE);
        }
    }

    private void end() {
        state = State.FIRST;
        if (isControl()) {
            byte[] whole = control;
            control = null;
            sink.control(opcode, whole);
        }
    }
}
