package io.parley.protocol.mqtt.internal;

/** Where a connection is in its life. */
enum Phase {
    AWAITING_CONNECT,
    /** The gateway decides. */
    CONNECTING,
    CONNECTED,
    /** Connected, but reads no more: ends when the answers that are due have gone out. */
    LEAVING,
    /** As LEAVING, to be handed to another instance. */
    DETACHING,
    /** Another instance goes on with it. */
    DETACHED,
    ENDED;

    /** Whether the client is connected, and packets may still be sent to it. */
    boolean isAlive() {
        return this == CONNECTED || this == LEAVING || this == DETACHING;
    }
}
