package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up readings. */
final class Sums {

    private Sums() {}

    /** The metric with those readings, of which the ones with the same labels are one. */
    static Metric of(Metric metric, List<? extends List<? extends Reading>> readings) {
        Map<Map<String, String>, Reading> sums = new LinkedHashMap<>();
        readings.forEach(some -> some.forEach(reading -> sums.merge(reading.labels(), reading, Sums::sum)));
        return new Metric(metric.name(), metric.kind(), metric.unit(), metric.help(), List.copyOf(sums.values()));
    }

    private static Reading sum(Reading one, Reading other) {
        if (!(one instanceof Reading.Distribution first) || !(other instanceof Reading.Distribution second)) {
            return new Reading.Value(one.labels(), one.sum() + other.sum());
        }
        if (!first.bounds().equals(second.bounds())) {
            return first;
        }
        List<Long> counts = new ArrayList<>(first.counts());
        for (int i = 0; i < counts.size(); i++) {
            counts.set(i, counts.get(i) + second.counts().get(i));
        }
        return new Reading.Distribution(first.labels(), first.bounds(), counts, first.sum() + second.sum());
    }
}
