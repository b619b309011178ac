package io.parley.protocol.mqtt.internal;

import io.parley.spi.protocol.Connection;

/** Whether packets are read, which several parties may be against at the same time. For the connection's lane. */
final class ReadGate {

    /** Who is against reading. */
    enum Reason {
        /** The CONNECT is being answered; a client need not wait for that ([MQTT-3.1.4], non-normative). */
        CONNECTING,
        /** Too many packets wait for their answer. */
        ANSWERS,
        /** The client does not take what it is sent. */
        OUTPUT,
        /** The client publishes faster than it may. */
        RATE,
        /** What follows a transaction must not come before what it sends. */
        COMMIT
    }

    private final Connection connection;
    private int closedBy;
    private boolean frozen;

    ReadGate(Connection connection) {
        this.connection = connection;
    }

    boolean isOpen() {
        return closedBy == 0 && !frozen;
    }

    void close(Reason reason) {
        int before = closedBy;
        closedBy |= 1 << reason.ordinal();
        if (before == 0 && !frozen) {
            connection.pauseReading();
        }
    }

    void open(Reason reason) {
        int before = closedBy;
        closedBy &= ~(1 << reason.ordinal());
        if (before != 0 && closedBy == 0 && !frozen) {
            connection.resumeReading();
        }
    }

    /** Nothing is read any more, and the connection is left as it is. */
    void freeze() {
        frozen = true;
    }
}
