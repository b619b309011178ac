package io.parley.messaging.internal.routing;

import io.parley.messaging.internal.routing.RouteTable.Entry;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is measured of routes. There are as many readings as somebody has configured. */
public final class RouteMetrics implements MetricSource {

    private final RouteTable routes;

    public RouteMetrics(RouteTable routes) {
        this.routes = routes;
    }

    @Override
    public List<Metric> metrics() {
        List<Entry> all = routes.entries().stream()
                .sorted(Comparator.comparing(entry -> entry.name))
                .toList();
        return List.of(
                metric(all, "route.messages", Kind.COUNTER, "Messages that came to the route", e -> e.turns.get()),
                metric(
                        all,
                        "route.unroutable",
                        Kind.COUNTER,
                        "Messages for which the route had no target, or one that is not there",
                        e -> e.unroutable.sum()),
                metric(
                        all,
                        "route.assigned",
                        Kind.GAUGE,
                        "Keys for which the route keeps an address",
                        e -> e.memory.size()),
                metric(
                        all,
                        "route.evicted",
                        Kind.COUNTER,
                        "Keys whose address the route no longer keeps, since there were too many",
                        e -> e.memory.evictions()));
    }

    private static Metric metric(List<Entry> all, String name, Kind kind, String help, ToDoubleFunction<Entry> value) {
        return new Metric(
                name,
                kind,
                Unit.NONE,
                help,
                all.stream()
                        .<Reading>map(entry -> Reading.value(value.applyAsDouble(entry), "route", entry.name))
                        .toList());
    }
}
