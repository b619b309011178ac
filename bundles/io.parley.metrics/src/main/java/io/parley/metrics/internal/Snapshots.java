package io.parley.metrics.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.Reading;
import io.parley.spi.metrics.Reading.Distribution;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Set;

/** Metrics as Prometheus' library wants them. */
final class Snapshots {

    /** First words of metrics that have their usual names, and not Parley's in front. */
    private static final Set<String> COMMON = Set.of("jvm", "process");

    private Snapshots() {}

    /** @param metrics no two of one name */
    static MetricSnapshots of(List<Metric> metrics) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        metrics.stream().map(Snapshots::of).forEach(all::metricSnapshot);
        return all.build();
    }

    /** Prometheus' name of a metric, without what the text format puts behind that of counters and histograms. */
    static String name(Metric metric) {
        String name = metric.title().replace('.', '_');
        return COMMON.contains(metric.subject()) ? name : "parley_" + name;
    }

    private static MetricSnapshot of(Metric metric) {
        return switch (metric.kind()) {
            case COUNTER -> {
                CounterSnapshot.Builder counter = CounterSnapshot.builder();
                counter.name(name(metric)).help(metric.help()).unit(unit(metric.unit()));
                metric.readings()
                        .forEach(reading -> counter.dataPoint(CounterDataPointSnapshot.builder()
                                .labels(labels(reading))
                                .value(Math.max(0, reading.sum()))
                                .build()));
                yield counter.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder gauge = GaugeSnapshot.builder();
                gauge.name(name(metric)).help(metric.help()).unit(unit(metric.unit()));
                metric.readings()
                        .forEach(reading -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                                .labels(labels(reading))
                                .value(reading.sum())
                                .build()));
                yield gauge.build();
            }
            case HISTOGRAM -> {
                HistogramSnapshot.Builder histogram = HistogramSnapshot.builder();
                histogram.name(name(metric)).help(metric.help()).unit(unit(metric.unit()));
                metric.readings().forEach(reading -> histogram.dataPoint(point((Distribution) reading)));
                yield histogram.build();
            }
        };
    }

    private static HistogramDataPointSnapshot point(Distribution distribution) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < distribution.counts().size(); i++) {
            double bound =
                    i < distribution.bounds().size() ? distribution.bounds().get(i) : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, distribution.counts().get(i));
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels(distribution))
                .classicHistogramBuckets(buckets.build())
                .sum(distribution.sum())
                .build();
    }

    private static Labels labels(Reading reading) {
        Labels.Builder labels = Labels.builder();
        reading.labels().forEach(labels::label);
        return labels.build();
    }

    private static io.prometheus.metrics.model.snapshots.Unit unit(Unit unit) {
        return switch (unit) {
            case NONE -> null;
            case BYTES -> io.prometheus.metrics.model.snapshots.Unit.BYTES;
            case SECONDS -> io.prometheus.metrics.model.snapshots.Unit.SECONDS;
        };
    }
}
