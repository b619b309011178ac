package io.parley.transport.internal.peer;

import java.net.InetSocketAddress;

/** A connection, for the handlers between its socket and its protocol. Of the connection's event loop. */
public interface Peer {

    /** The client's certificate was verified; before the protocol begins. */
    void subject(String rfc2253);

    /**
     * A proxy says where the client is; before the protocol begins.
     *
     * @return false if the client may not connect from there: the connection is being closed
     */
    boolean remote(InetSocketAddress address);

    /** Tells log and counters, once for a connection, and closes it after what is happening just now. */
    void refuse(Reason reason, String detail);

    /** Like {@link #refuse}, but what was written before goes out first, and the client gets the time to read it. */
    void dismiss(Reason reason, String detail);
}
