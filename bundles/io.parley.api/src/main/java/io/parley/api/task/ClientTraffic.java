package io.parley.api.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What one session's client does, as far as it is kept: since {@code since}, over all its connections.
 *
 * @param session its id
 * @param principal who it belongs to
 * @param connected whether the client is connected now
 * @param since from when on this was counted
 * @param connections how often it has connected
 * @param connectedFor how long it was connected, all connections together; the rest of the time since then it was away
 * @param volume how much it sent and got
 * @param delivery how old messages were when they were delivered to it for the first time, by a sample: one of 16 batches
 */
public record ClientTraffic(
        String session,
        String principal,
        boolean connected,
        Instant since,
        long connections,
        Duration connectedFor,
        Volume volume,
        Distribution delivery) {

    public ClientTraffic {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(connectedFor, "connectedFor");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(delivery, "delivery");
    }
}
