package io.parley.transport.internal;

/** Where a connection is in its life, as its socket's side sees it. */
enum Phase {
    /** The socket is not open yet, or what comes from it is not for the protocol yet. */
    ARRIVING,
    /** No handler: the protocol is not known yet, or it or the gateway is absent. */
    WAITING,
    TALKING,
    /** The handler was asked to give the connection up to another instance. */
    DETACHING,
    /** The handler was asked to say goodbye. */
    LEAVING,
    /** The last bytes go out; what comes in is discarded. */
    CLOSING,
    CLOSED
}
