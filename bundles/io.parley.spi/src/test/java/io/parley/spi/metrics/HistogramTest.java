package io.parley.spi.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HistogramTest {

    @Test
    void aBoundBelongsToItsSize() {
        Histogram histogram = Histogram.ofTimes("a.time", "");
        histogram.add(0);
        histogram.add(10_000);
        histogram.add(10_001);
        histogram.add(25_000);
        histogram.add(Long.MAX_VALUE / 2);
        Reading.Distribution reading = histogram.reading(Map.of());
        assertEquals(
                List.of(0.00001, 0.000025, 0.00005, 0.0001), reading.bounds().subList(0, 4));
        assertEquals(10.0, reading.bounds().get(reading.bounds().size() - 1));
        assertEquals(2, reading.counts().get(0));
        assertEquals(2, reading.counts().get(1));
        assertEquals(1, reading.counts().get(reading.bounds().size()));
        assertEquals(5, reading.count());
    }

    @Test
    void countsBeginWithOne() {
        Histogram histogram = Histogram.ofCounts("a.size", "");
        histogram.add(1);
        histogram.add(3);
        Reading.Distribution reading = histogram.reading(Map.of());
        assertEquals(List.of(1.0, 2.0, 5.0, 10.0, 25.0), reading.bounds().subList(0, 5));
        assertEquals(List.of(1L, 0L, 1L, 0L), reading.counts().subList(0, 4));
        assertEquals(4, reading.sum());
        assertEquals(4, histogram.metric().total());
    }

    @Test
    void metricsAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Metric.gauge("Not.Lower", "", 1));
        assertThrows(IllegalArgumentException.class, () -> Metric.gauge("under_score", "", 1));
        List<Reading> values = List.of(Reading.value(1));
        assertThrows(IllegalArgumentException.class, () -> new Metric("a", Kind.HISTOGRAM, Unit.NONE, "", values));
        assertThrows(
                IllegalArgumentException.class, () -> new Reading.Distribution(Map.of(), List.of(1.0), List.of(1L), 1));
    }

    @Test
    void titlesTellUnitsApart() {
        assertEquals("gateway.sent", Metric.counter("gateway.sent", "", 1).title());
        assertEquals(
                "gateway.sent.bytes",
                Metric.counter("gateway.sent", Unit.BYTES, "", 1).title());
        assertEquals("gateway", Metric.counter("gateway.sent", "", 1).subject());
    }

    @Test
    void fewNamesStayTheSame() {
        FewNames few = new FewNames();
        assertEquals(Set.of("m", "n"), few.of(List.of("n", "m", "z"), 2));
        assertEquals(Set.of("m", "n"), few.of(List.of("a", "n", "m", "z"), 2));
        assertEquals(Set.of("a", "n"), few.of(List.of("a", "n", "z"), 2));
        assertEquals(1, few.of(List.of("a", "n", "z"), 1).size());
        assertEquals(Set.of("z"), few.of(List.of("z"), 5));
    }

    @Test
    void tablesKeepTheOrderOfLabels() {
        Metric metric = new MetricTable<>(
                        List.of("x"),
                        row -> Reading.value(0, "kind", "k", "name", row).labels())
                .gauge("plugin.holds", "", row -> 7)
                .metrics()
                .get(0);
        assertEquals("[kind, name]", metric.readings().get(0).labels().keySet().toString());
        assertEquals(7, metric.total());
    }
}
