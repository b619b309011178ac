package io.parley.metrics.internal;

import io.parley.spi.health.Health;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.MetricTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How the parts are, as figures that somebody can be alarmed by. */
final class HealthMetrics implements MetricSource {

    private record Part(String name, Health.Status status) {}

    private final Collection<Health> parts;

    HealthMetrics(Collection<Health> parts) {
        this.parts = parts;
    }

    @Override
    public List<Metric> metrics() {
        List<Part> now = parts.stream()
                .map(part -> new Part(part.subject(), part.report().status()))
                .toList();
        return new MetricTable<>(now, part -> Map.of("part", part.name()))
                .gauge(
                        "health.up",
                        "How a part of Parley is: 1 as it should be, 0.5 in part or not yet, 0 down",
                        part -> figure(part.status()))
                .metrics();
    }

    private static double figure(Health.Status status) {
        return switch (status) {
            case UP -> 1;
            case STARTING, DEGRADED -> 0.5;
            case DOWN -> 0;
        };
    }
}
