package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import io.parley.spi.protocol.Connection;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes one PUBLISH after the other: a small payload goes into the connection's buffer with its header, a large one beside it. */
final class Frame {

    private static final int INLINE = 16 * 1024;

    /** What {@link Connection#reserve} gives at most. */
    private static final int MAX_RESERVE = 64 * 1024;

    private final Connection connection;
    private ByteBuffer out;
    private boolean inline;
    private boolean reserved;

    Frame(Connection connection) {
        this.connection = connection;
    }

    /**
     * Writes the fixed header.
     *
     * @param head the size of what comes between that and the payload, which the caller then puts into the buffer
     */
    ByteBuffer begin(int first, int head, int payload) {
        int remaining = head + payload;
        inline = payload <= INLINE;
        int wanted = 1 + FixedHeader.lengthBytes(remaining) + (inline ? remaining : head);
        reserved = wanted <= MAX_RESERVE;
        out = reserved ? connection.reserve(wanted) : ByteBuffer.allocate(wanted);
        FixedHeader.put(out, first, remaining);
        return out;
    }

    /** Writes the payload. */
    void end(Payload payload) {
        ByteBuffer head = out;
        out = null;
        if (inline) {
            List<ByteBuffer> parts = payload.buffers();
            for (int i = 0; i < parts.size(); i++) {
                head.put(parts.get(i));
            }
        }
        if (!reserved) {
            connection.write(head.flip());
        }
        if (!inline) {
            payload.buffers().forEach(connection::write);
        }
    }
}
