package io.parley.engine.op;

import io.parley.api.message.Address;
import io.parley.api.message.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads what {@link RecordWriter} wrote. Every method throws {@link IllegalArgumentException} or
 * {@link java.nio.BufferUnderflowException} where the bytes are none of its making. For one thread.
 */
public final class RecordReader {

    private static final Address.Kind[] KINDS = Address.Kind.values();

    /** Null where an array is read: a start reads a million of them, most of that before the code is compiled well. */
    private final ByteBuffer in;

    private final byte[] array;

    /** Of the array. */
    private int at;

    /** @param in its position moves */
    public RecordReader(ByteBuffer in) {
        this.in = in;
        this.array = null;
    }

    public RecordReader(byte[] in) {
        this.in = null;
        this.array = in;
    }

    public boolean hasMore() {
        return remaining() > 0;
    }

    private int remaining() {
        return array == null ? in.remaining() : array.length - at;
    }

    private byte next() {
        if (array == null) {
            return in.get();
        }
        if (at == array.length) {
            throw new BufferUnderflowException();
        }
        return array[at++];
    }

    public int octet() {
        return next() & 0xff;
    }

    /** Any number. */
    public long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw new IllegalArgumentException("A number of more than 64 bits");
    }

    /** A number of 0 to 2,147,483,647. */
    public int integer() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("A number out of range: " + value);
        }
        return (int) value;
    }

    /** Numbers of 0 to 2,147,483,647, their count in front. */
    public List<Integer> integers() {
        int count = integer();
        if (count > remaining()) {
            throw new IllegalArgumentException(count + " numbers announced, " + remaining() + " bytes there");
        }
        Integer[] values = new Integer[count];
        for (int i = 0; i < count; i++) {
            values[i] = integer();
        }
        return List.of(values);
    }

    /** One of the values, by its ordinal. */
    <E extends Enum<E>> E oneOf(E[] values) {
        long ordinal = number();
        if (ordinal < 0 || ordinal >= values.length) {
            throw new IllegalArgumentException(
                    "Unknown " + values[0].getDeclaringClass().getSimpleName() + " " + ordinal
                            + "; a newer Parley wrote this record, or it is damaged");
        }
        return values[(int) ordinal];
    }

    public long fixed() {
        if (array == null) {
            return in.getLong();
        }
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    public String text() {
        int length = length();
        if (length == 0) {
            return "";
        }
        if (array != null) {
            at += length;
            return new String(array, at - length, length, StandardCharsets.UTF_8);
        }
        if (in.hasArray()) {
            String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
            return text;
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Of an address, its text form. */
    Address address() {
        if (array != null) {
            int length = length();
            int from = at;
            at += length;
            for (Address.Kind kind : KINDS) {
                int name = from + kind.prefix().length();
                if (name <= at && isAt(from, kind.prefix())) {
                    return new Address(kind, new String(array, name, at - name, StandardCharsets.UTF_8));
                }
            }
            return Address.parse(new String(array, from, length, StandardCharsets.UTF_8));
        }
        return Address.parse(text());
    }

    /** Whether these are the bytes there; of letters that take one each. */
    private boolean isAt(int from, String letters) {
        for (int i = 0; i < letters.length(); i++) {
            if (array[from + i] != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the bytes. */
    public Payload bytes() {
        byte[] copy = new byte[length()];
        if (array == null) {
            in.get(copy);
        } else {
            System.arraycopy(array, at, copy, 0, copy.length);
            at += copy.length;
        }
        return Payload.wrap(ByteBuffer.wrap(copy));
    }

    /** Passes over a text or byte string. */
    public void skipBytes() {
        int length = length();
        if (array == null) {
            in.position(in.position() + length);
        } else {
            at += length;
        }
    }

    private int length() {
        int length = integer();
        if (length > remaining()) {
            throw new IllegalArgumentException(length + " bytes announced, " + remaining() + " there");
        }
        return length;
    }
}
