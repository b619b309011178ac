package io.parley.api.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * All sessions together. What is counted is counted since {@code since}, exactly.
 *
 * @param since when the counting began, with the start of Parley or of the service
 * @param changes how often each change of a session's life has happened, by its word: {@code opened}, {@code resumed}, {@code taken over},
 *     {@code detached}, {@code closed}, {@code expired}
 * @param active sessions whose client is connected now
 * @param detached sessions that wait for their client now
 * @param lifetimes how long sessions lived that have ended
 * @param connectedFor how long clients were connected, all together
 * @param volume how much clients sent and got
 * @param delivery how old messages were when they were delivered for the first time, by a sample: one of 16 batches
 */
public record AnalyticsTotals(
        Instant since,
        Map<String, Long> changes,
        long active,
        long detached,
        Distribution lifetimes,
        Duration connectedFor,
        Volume volume,
        Distribution delivery) {

    public AnalyticsTotals {
        Objects.requireNonNull(since, "since");
        changes = Map.copyOf(changes);
        Objects.requireNonNull(lifetimes, "lifetimes");
        Objects.requireNonNull(connectedFor, "connectedFor");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(delivery, "delivery");
    }
}
