package io.parley.transport.internal;

import java.util.Locale;

/** Why the transport itself turned a connection away or ended it. */
enum Reason {
    /** The listener has as many connections as it may have. */
    TOO_MANY,
    /** No byte came within {@code first.byte.seconds}. */
    SILENT,
    /** The first bytes are of none of the listener's protocols. */
    UNKNOWN_PROTOCOL,
    /** A protocol or the gateway was absent for longer than {@code park.seconds}. */
    PARKED_TOO_LONG,
    /** The socket took nothing for {@code write.stall.seconds} although bytes waited. */
    STALLED,
    /** More than {@code max.unread.mib} arrived that the protocol did not read. */
    TOO_MUCH_UNREAD,
    /** More than {@code max.unsent.mib} waited for the client. */
    TOO_MUCH_UNSENT,
    /** The protocol threw an exception. */
    PROTOCOL_FAILED,
    /** The protocol did not give the connection up, or go away, in time. */
    DRAIN_TIMEOUT,
    /** The gateway that the session belonged to was replaced. */
    GATEWAY_REPLACED,
    /** The listener stopped. */
    STOPPED;

    /** As it is shown: {@code too-many}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
