package io.parley.spi.protocol;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Speaks one protocol with clients. Registered with {@link ProtocolName}. Knows connections, bytes and the gateway, and
 * nothing of how sockets are served.
 *
 * <p>All calls for one connection come one at a time, on that connection's lane: a lane worker, or the socket's own thread
 * where the protocol is marked {@link io.parley.spi.plugin.Inline}. They must not block.
 */
@ConsumerType
public interface Protocol {

    /** Whether the first bytes of a connection are of a protocol. */
    enum Detection {
        YES,
        NO,
        /** More bytes are needed to tell. */
        UNSURE
    }

    /**
     * Looks at the first bytes of a connection whose listener serves several protocols.
     *
     * @param first do not keep; its position may move
     */
    Detection detect(ByteBuffer first);

    /** Begins with a new connection. */
    ProtocolHandler open(Connection connection, Gateway gateway);

    /**
     * Goes on with a connection that an earlier instance gave up by {@link ProtocolHandler#detach}. Bytes that were not
     * read then come again by {@link ProtocolHandler#received}.
     */
    ProtocolHandler attach(Connection connection, Gateway gateway, Detached state);
}
