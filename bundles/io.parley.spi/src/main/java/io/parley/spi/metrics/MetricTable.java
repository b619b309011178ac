package io.parley.spi.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Makes metrics of a table: each has one reading a row. For one thread.
 *
 * @param <T> a row
 */
public final class MetricTable<T> {

    private final List<T> rows;
    private final List<Map<String, String>> labels;
    private final List<Metric> metrics = new ArrayList<>();

    /** @param labels what a row is about; the names in the same order for each, and the values of no two rows the same */
    public MetricTable(Collection<T> rows, Function<? super T, Map<String, String>> labels) {
        this.rows = List.copyOf(rows);
        this.labels = this.rows.stream().<Map<String, String>>map(labels).toList();
    }

    /** Adds a counter of things. */
    public MetricTable<T> counter(String name, String help, ToDoubleFunction<? super T> column) {
        return add(name, Metric.Kind.COUNTER, Metric.Unit.NONE, help, column);
    }

    /** Adds a gauge of things. */
    public MetricTable<T> gauge(String name, String help, ToDoubleFunction<? super T> column) {
        return add(name, Metric.Kind.GAUGE, Metric.Unit.NONE, help, column);
    }

    /** Adds a metric. */
    public MetricTable<T> add(
            String name, Metric.Kind kind, Metric.Unit unit, String help, ToDoubleFunction<? super T> column) {
        List<Reading> readings = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            readings.add(new Reading.Value(labels.get(i), column.applyAsDouble(rows.get(i))));
        }
        metrics.add(new Metric(name, kind, unit, help, readings));
        return this;
    }

    /** All that were added, in that order. */
    public List<Metric> metrics() {
        return List.copyOf(metrics);
    }
}
