package io.parley.transport;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One listener at one moment. Counts begin with the listener's start; each is exact, but they are not read at one instant.
 *
 * @param name the instance's name: {@code mqtt} of the PID {@code io.parley.listener~mqtt}
 * @param address host and port that are bound, or that were asked for while none is
 * @param bound whether clients can connect
 * @param protocols the names served, in the order of detection
 * @param accepted connections accepted
 * @param open connections open now, those that wait included
 * @param waiting open connections that wait for a protocol or the gateway
 * @param closed connections that ended, for whatever reason
 * @param refused connections that the transport itself turned away or ended, by reason
 * @param bytesIn bytes received
 * @param bytesOut bytes handed to the socket
 */
public record ListenerStatus(
        String name,
        String address,
        boolean bound,
        List<String> protocols,
        long accepted,
        long open,
        long waiting,
        long closed,
        Map<String, Long> refused,
        long bytesIn,
        long bytesOut) {

    public ListenerStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(address, "address");
        protocols = List.copyOf(protocols);
        refused = Map.copyOf(refused);
    }
}
