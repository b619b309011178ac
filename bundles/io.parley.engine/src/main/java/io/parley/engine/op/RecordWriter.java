package io.parley.engine.op;

import io.parley.api.message.Payload;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a record: numbers as variable-length integers (7 bits a byte, least significant first), texts and byte strings with
 * their length in front. Large byte strings are referred to, not copied. For one thread.
 */
public final class RecordWriter {

    /** From this size on a payload's own buffers become part of the record. */
    private static final int REFER_FROM = 16 * 1024;

    /** An array of that size is not made larger: the next one begins. */
    private static final int LARGE = 16 * 1024;

    private static final byte[] NOTHING = {};

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What is in front of the bytes; null as long as that is nothing. */
    private List<ByteBuffer> done;

    private byte[] bytes;
    private int size;

    /** @param expected how many bytes there will be, roughly */
    public RecordWriter(int expected) {
        bytes = new byte[Math.max(64, expected)];
    }

    RecordWriter code(OpCode code) {
        return octet(code.number);
    }

    /** One byte. */
    public RecordWriter octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** A number of 0 or more; small ones are short. Negative ones take ten bytes. */
    public RecordWriter number(long value) {
        room(10);
        byte[] to = bytes;
        int at = size;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[at++] = (byte) rest;
        size = at;
        return this;
    }

    /** Numbers of 0 or more, their count in front. */
    public RecordWriter integers(List<Integer> values) {
        number(values.size());
        for (int i = 0; i < values.size(); i++) {
            number(values.get(i));
        }
        return this;
    }

    /** Eight bytes, most significant first: for numbers that are rarely small. */
    public RecordWriter fixed(long value) {
        room(8);
        LONGS.set(bytes, size, value);
        size += 8;
        return this;
    }

    public RecordWriter text(String value) {
        return isAscii(value) ? ascii(value) : utf8(value);
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Names are, mostly, and need no array of their own. */
    @SuppressWarnings("deprecation") // It takes the lower bytes of the characters, which is all that they have.
    private RecordWriter ascii(String value) {
        int length = value.length();
        number(length);
        room(length);
        value.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    private RecordWriter utf8(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        return this;
    }

    public RecordWriter bytes(Payload value) {
        number(value.size());
        if (value.size() >= REFER_FROM) {
            cut();
            done.addAll(value.buffers());
            return this;
        }
        int length = (int) value.size();
        room(length);
        value.copyTo(bytes, size);
        size += length;
        return this;
    }

    /** What was written, in order. The writer must not be used again. */
    public List<ByteBuffer> buffers() {
        if (done == null) {
            return List.of(ByteBuffer.wrap(bytes, 0, size));
        }
        cut();
        return done;
    }

    /** What was written, as one array of just that size. The writer must not be used again. */
    public byte[] toArray() {
        if (done == null) {
            return Arrays.copyOf(bytes, size);
        }
        List<ByteBuffer> parts = buffers();
        byte[] all = new byte[parts.stream().mapToInt(ByteBuffer::remaining).sum()];
        int at = 0;
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            part.get(all, at, length);
            at += length;
        }
        return all;
    }

    private void cut() {
        if (done == null) {
            done = new ArrayList<>();
        }
        if (size > 0) {
            done.add(ByteBuffer.wrap(bytes, 0, size));
            bytes = NOTHING;
            size = 0;
        }
    }

    private void room(int more) {
        if (bytes.length - size >= more) {
            return;
        }
        if (size < LARGE) {
            bytes = Arrays.copyOf(bytes, Math.max(64, Math.max(bytes.length * 2, Math.addExact(size, more))));
        } else {
            cut();
            bytes = new byte[Math.max(LARGE, more)];
        }
    }
}
