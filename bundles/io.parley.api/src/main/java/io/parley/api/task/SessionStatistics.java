package io.parley.api.task;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Figures of all sessions.
 *
 * @param byStatus has all statuses
 * @param averageAge since they were made; zero where there is none
 */
public record SessionStatistics(long total, Map<Activity, Long> byStatus, Duration averageAge) {
    public SessionStatistics {
        byStatus = Map.copyOf(byStatus);
        Objects.requireNonNull(averageAge, "averageAge");
    }
}
