package io.parley.spi.protocol;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client's connection, as a protocol sees it. Methods are for the connection's lane only, except {@link #execute},
 * {@link #close} and the getters, which are for any thread. After the connection has closed, writes are dropped.
 */
@ProviderType
public interface Connection {

    /** Unique within this process; for logs. */
    String id();

    SocketAddress remote();

    /** The name of the listener that accepted it. */
    String listener();

    /** The subject of the client's verified certificate (RFC 2253), where there is one. */
    Optional<String> certificateSubject();

    /** Settings for the protocol from the listener's configuration, for example {@code mqtt.max.packet.bytes}. */
    Optional<String> setting(String key);

    /**
     * Room for bytes to be sent. Put the bytes in; they go out with the next {@link #flush}. The buffer is valid until the
     * next call to this connection.
     *
     * @param size how many bytes it needs to take at least, up to 64 KiB
     */
    ByteBuffer reserve(int size);

    /**
     * Adds bytes to be sent, uncopied where that is cheaper.
     *
     * @param bytes their content must not change any more
     */
    void write(ByteBuffer bytes);

    /** Sends what was put or written so far. */
    void flush();

    /** False while more bytes wait to be sent than the listener's high-water mark; true again below the low one. */
    boolean writable();

    /** Stops reading from the client until {@link #resumeReading}; what has arrived already may still be handed over. */
    void pauseReading();

    /** Reads on. Bytes that the handler left unread come again soon, even when nothing follows them. */
    void resumeReading();

    /** Closes after all that was flushed has gone out, or after a few seconds. */
    void close();

    /**
     * Why the server has closed it, in words for a log line that its handler is to write ({@link ProtocolHandler#closed});
     * empty while it is open, and when the client or the handler has closed it.
     */
    default Optional<String> closedBecause() {
        return Optional.empty();
    }

    /**
     * Runs the task on this connection's lane, behind those handed over before; after the last of a group of tasks the
     * connection flushes by itself. Dropped once the connection has closed and its handler knows it.
     */
    void execute(Runnable task);

    /** Runs the task on this connection's lane after the delay, unless it is cancelled or the connection has closed. */
    Timer schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }
}
