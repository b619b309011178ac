package io.parley.api.message;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The content of a message: immutable bytes of a known size.
 *
 * <p>A payload is never a bare array and is never reference-counted, so that bytes pass from socket to disk uncopied and
 * a large payload can be streamed. All methods may be called from any thread.
 */
@ProviderType
public interface Payload {

    /** The number of bytes, 0 or more. */
    long size();

    /**
     * Whether the bytes are on disk, and are read from there piece by piece while one walks through {@link #buffers} or reads {@link
     * #stream}: on the thread that does so, as often as one likes, for as long as the message that has them waits or is with a consumer.
     * After that they may be gone.
     */
    default boolean streamed() {
        return false;
    }

    /**
     * The bytes in order, as read-only views made for this call: the caller may move their positions freely. Empty
     * buffers do not occur. Of a {@link #streamed} payload each buffer is read when it is asked for, so not more than one is in memory
     * unless the caller keeps them; that fails with an {@link java.io.UncheckedIOException} when they are gone.
     */
    List<ByteBuffer> buffers();

    /**
     * Copies all bytes.
     *
     * @param at where the first one is to be
     * @throws IndexOutOfBoundsException when there is no room for all of them from there on
     */
    default void copyTo(byte[] target, int at) {
        Objects.checkFromIndexSize(at, size(), target.length);
        int next = at;
        for (ByteBuffer buffer : buffers()) {
            int length = buffer.remaining();
            buffer.get(target, next, length);
            next += length;
        }
    }

    /** A new stream over the bytes. It needs no closing. */
    default InputStream stream() {
        return new BufferInputStream(buffers());
    }

    /**
     * A copy of all bytes.
     *
     * @throws IllegalStateException when the payload is larger than an array can be, or {@link #streamed}
     */
    default byte[] toBytes() {
        if (size() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "A payload of " + size() + " bytes does not fit into an array; use stream()");
        }
        byte[] copy = new byte[(int) size()];
        copyTo(copy, 0);
        return copy;
    }

    /** A payload without bytes. */
    static Payload empty() {
        return BufferPayload.EMPTY;
    }

    /** A payload with a copy of the bytes. */
    static Payload copyOf(byte[] bytes) {
        return wrap(ByteBuffer.wrap(bytes.clone()));
    }

    /** A payload with a copy of the remaining bytes; the buffer's position is left as it is. */
    static Payload copyOf(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        copy.put(bytes.duplicate()).flip();
        return wrap(copy);
    }

    /** A payload with the text's UTF-8 bytes. */
    static Payload utf8(String text) {
        return wrap(java.nio.charset.StandardCharsets.UTF_8.encode(text));
    }

    /**
     * A payload over the remaining bytes of the buffers, uncopied.
     *
     * @param buffers their content must never change afterwards: the caller gives it away
     */
    static Payload wrap(ByteBuffer... buffers) {
        return BufferPayload.of(buffers);
    }
}
