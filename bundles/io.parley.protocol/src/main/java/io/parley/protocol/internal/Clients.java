package io.parley.protocol.internal;

import io.parley.api.task.ClientTraffic;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The figures of single clients: of as many sessions as are allowed. Who has been away for longest gives way to who comes; who comes while that
 * many are connected has none. Safe for all threads; it is asked when clients come and go, and not for each message.
 */
final class Clients {

    private final IntSupplier most;
    private final LongSupplier millis;
    private final LongSupplier nanos;
    private final Map<String, Client> all = new HashMap<>(); // guarded by this

    /** Those that nobody is connected to, who left first in front. */
    private final Map<String, Client> away = new LinkedHashMap<>(); // guarded by this

    /**
     * @param most how many are kept
     * @param millis the time, in milliseconds since 1970
     * @param nanos a monotonic clock
     */
    Clients(IntSupplier most, LongSupplier millis, LongSupplier nanos) {
        this.most = most;
        this.millis = millis;
        this.nanos = nanos;
    }

    /** A client has connected. Null where there is no room for its figures. */
    synchronized Client connected(String session, String principal) {
        Client client = all.get(session);
        if (client == null) {
            makeRoom(most.getAsInt() - 1);
            if (all.size() >= most.getAsInt()) {
                return null;
            }
            client = new Client(session, principal, millis.getAsLong());
            all.put(session, client);
        }
        away.remove(session);
        client.connected(nanos.getAsLong());
        return client;
    }

    private void makeRoom(int rest) {
        while (all.size() > rest && !away.isEmpty()) {
            String first = away.keySet().iterator().next();
            away.remove(first);
            all.remove(first);
        }
    }

    /**
     * It has left.
     *
     * @param ends whether its session ends with that
     */
    synchronized void left(Client client, boolean ends) {
        if (client.left(nanos.getAsLong()) && all.get(client.session) == client) {
            if (ends) {
                all.remove(client.session);
            } else {
                away.put(client.session, client);
                makeRoom(most.getAsInt());
            }
        }
    }

    synchronized void forget(String session) {
        all.remove(session);
        away.remove(session);
    }

    synchronized Optional<ClientTraffic> find(String session) {
        return Optional.ofNullable(all.get(session)).map(client -> client.now(nanos.getAsLong()));
    }

    synchronized List<ClientTraffic> all() {
        long now = nanos.getAsLong();
        return all.values().stream().map(client -> client.now(now)).toList();
    }

    synchronized int size() {
        return all.size();
    }
}
