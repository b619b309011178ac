package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.Printable;
import io.parley.spi.protocol.Connection;

/** What a client is called in log lines. For the connection's lane. */
final class ClientName {

    private final Connection connection;
    private String id = "";

    ClientName(Connection connection) {
        this.connection = connection;
    }

    void set(String clientId) {
        id = clientId;
    }

    @Override
    public String toString() {
        String who = id.isEmpty() ? "a client" : "client '" + Printable.of(id) + "'";
        return who + " at " + connection.remote() + " (" + connection.id() + ")";
    }
}
