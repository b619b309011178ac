package io.parley.journal.file.internal;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the writer measures, once a group. Written by its thread; read by any. */
final class JournalMetrics {

    private final LongAdder refused = new LongAdder();
    private final Histogram force =
            Histogram.ofTimes("journal.fsync", "How long it took to make a group of records durable");
    private final Histogram group = Histogram.ofCounts("journal.group", "Records committed together");

    void forced(long nanos) {
        force.add(nanos);
    }

    void committed(int records) {
        group.add(records);
    }

    void refused(int records) {
        refused.add(records);
    }

    List<Metric> metrics() {
        return List.of(
                force.metric(),
                group.metric(),
                Metric.counter("journal.refused", "Records that could not be written", refused.sum()));
    }
}
