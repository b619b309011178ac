package io.parley.tracing.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Reading;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What became of spans since the start. Safe for all threads. */
final class Figures {

    private final LongAdder sent = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder overflow = new LongAdder();

    void sent(int spans) {
        sent.add(spans);
    }

    void unsent(int spans) {
        unsent.add(spans);
    }

    void overflow(long spans) {
        overflow.add(spans);
    }

    List<Metric> metrics() {
        return List.of(
                Metric.counter("tracing.sent", "Spans that the collector has taken", sent.sum()),
                new Metric(
                        "tracing.dropped",
                        Metric.Kind.COUNTER,
                        Metric.Unit.NONE,
                        "Spans that were not sent: the collector did not take them, or too many waited",
                        List.of(
                                Reading.value(unsent.sum(), "reason", "collector"),
                                Reading.value(overflow.sum(), "reason", "queue"))));
    }
}
