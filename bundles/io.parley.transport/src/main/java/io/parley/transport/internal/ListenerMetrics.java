package io.parley.transport.internal;

import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricTable;
import io.parley.spi.metrics.Reading;
import io.parley.transport.ListenerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured of the listeners. */
final class ListenerMetrics {

    private ListenerMetrics() {}

    static List<Metric> of(List<ListenerStatus> listeners) {
        List<Metric> metrics = new ArrayList<>(new MetricTable<>(
                        listeners, listener -> Map.of("listener", listener.name()))
                .gauge(
                        "listener.bound",
                        "1 where clients can connect, 0 elsewhere",
                        listener -> listener.bound() ? 1 : 0)
                .gauge("listener.open", "Connections that are open", ListenerStatus::open)
                .gauge(
                        "listener.parked",
                        "Open connections that wait for a protocol or the gateway",
                        ListenerStatus::waiting)
                .counter("listener.accepted", "Connections accepted", ListenerStatus::accepted)
                .counter("listener.closed", "Connections that ended, for whatever reason", ListenerStatus::closed)
                .add("listener.received", Kind.COUNTER, Unit.BYTES, "Bytes received", ListenerStatus::bytesIn)
                .add("listener.sent", Kind.COUNTER, Unit.BYTES, "Bytes handed to sockets", ListenerStatus::bytesOut)
                .metrics());
        List<Reading> refused = new ArrayList<>();
        for (ListenerStatus listener : listeners) {
            listener.refused()
                    .forEach((reason, count) ->
                            refused.add(Reading.value(count, "reason", reason, "listener", listener.name())));
        }
        metrics.add(new Metric(
                "listener.refused",
                Kind.COUNTER,
                Unit.NONE,
                "Connections that the transport itself turned away or ended",
                refused));
        return metrics;
    }
}
