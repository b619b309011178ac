package io.parley.spi.protocol;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** A protocol's side of one connection. Called on the connection's lane, one call at a time; must not block. */
@ConsumerType
public interface ProtocolHandler {

    /**
     * Bytes came in. The handler reads as many whole packets as there are; what it leaves unread comes again, in front of
     * what follows.
     *
     * @param bytes valid during the call only
     */
    void received(ByteBuffer bytes);

    /** All bytes that were there have been handed over: a good moment to flush. */
    default void receivedAll() {}

    /** {@link Connection#writable} has changed. */
    default void writabilityChanged() {}

    /**
     * The connection is closed, by either side; nothing can be written any more. The last call but for tasks that were
     * already scheduled. Where the server did it, the handler says so in the log, with {@link Connection#closedBecause}: it
     * knows whose connection it was.
     */
    void closed();

    /**
     * Gives the connection up to the next instance of this protocol. Reading has stopped; the handler finishes what it can
     * and completes the stage with what its successor has to know. Afterwards it must not use the connection.
     */
    CompletionStage<Detached> detach();

    /**
     * The server stops, or asks this client to go for the reason given: the handler says so in its protocol, as far as that
     * can, and closes the connection.
     */
    void goAway(String reason);
}
