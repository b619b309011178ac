package io.parley.protocol.mqtt.internal;

import io.parley.spi.logging.Printable;
import io.parley.spi.protocol.Connection;

/** What a client is called in log lines. For the connection's lane. */
final class ClientName {

    private final Connection connection;
    private String id = "";
    private boolean connected;

    ClientName(Connection connection) {
        this.connection = connection;
    }

    /** What the client calls itself. */
    void set(String clientId) {
        id = clientId;
    }

    /** The client has that session. */
    void connected(String session) {
        id = session;
        connected = true;
    }

    /** As it is called now; for any thread. */
    LoggedClient now() {
        return connected ? LoggedClient.of(id, toString()) : LoggedClient.without(toString());
    }

    @Override
    public String toString() {
        String who = id.isEmpty() ? "a client" : "client '" + Printable.of(id) + "'";
        return who + " at " + connection.remote() + " (" + connection.id() + ")";
    }
}
