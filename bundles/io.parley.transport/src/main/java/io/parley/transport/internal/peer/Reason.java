package io.parley.transport.internal.peer;

import java.util.Locale;

/** Why the transport itself turned a connection away or ended it. */
public enum Reason {
    /** The listener has as many connections as it may have. */
    TOO_MANY,
    /** That address has as many connections as it may have. */
    TOO_MANY_FROM_ADDRESS,
    /** Connections come faster than {@code connection.rate}. */
    TOO_FAST,
    /** As many connections as may be are still before the end of their PROXY header, TLS or WebSocket handshake. */
    TOO_MANY_HANDSHAKES,
    /** PROXY header, TLS and WebSocket handshake took longer than {@code handshake.seconds}. */
    HANDSHAKE_TIMEOUT,
    /** The peer's address is not in {@code proxy.trusted}. */
    UNTRUSTED_PROXY,
    /** What came is no PROXY header. */
    BAD_PROXY_HEADER,
    /** What came is not TLS, or the two have nothing in common, or a record was damaged. */
    TLS_FAILED,
    /** The client's certificate is missing, has expired, or is of no trusted authority. */
    CERTIFICATE_REFUSED,
    /** The HTTP request is not one for a WebSocket of this listener. */
    UPGRADE_REFUSED,
    /** A frame was not as RFC 6455 or the listener wants it. */
    WEBSOCKET_VIOLATION,
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
    /** More than {@code max.unsent.total.mib} waited for all clients, and most of it for this one. */
    TOO_MUCH_UNSENT_IN_TOTAL,
    /** The protocol threw an exception. */
    PROTOCOL_FAILED,
    /** The protocol did not give the connection up, or go away, in time. */
    DRAIN_TIMEOUT,
    /** The gateway that the session belonged to was replaced. */
    GATEWAY_REPLACED,
    /** The listener stopped. */
    STOPPED;

    /** As it is shown: {@code too-many}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
