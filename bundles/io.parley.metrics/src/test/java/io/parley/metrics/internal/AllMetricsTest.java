package io.parley.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.Metric.Kind;
import io.parley.spi.metrics.Metric.Unit;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.metrics.Reading;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AllMetricsTest {

    private static Metric waiting(Reading... readings) {
        return new Metric("queue.waiting", Kind.GAUGE, Unit.NONE, "", List.of(readings));
    }

    private static Map<Map<String, String>, Double> now(int names, MetricSource... sources) {
        Metric metric = new AllMetrics(List.of(sources)).now(names).get(0);
        return metric.readings().stream().collect(Collectors.toMap(Reading::labels, Reading::sum));
    }

    @Test
    void moreNamesThanWantedAreOneReading() {
        Reading[] queues = IntStream.range(0, 10)
                .mapToObj(i -> Reading.value(i, "queue", "q" + i))
                .toArray(Reading[]::new);
        Map<Map<String, String>, Double> readings = now(3, () -> List.of(waiting(queues)));
        assertEquals(
                Map.of(
                        Map.of("queue", "q0"), 0.0,
                        Map.of("queue", "q1"), 1.0,
                        Map.of("queue", "q2"), 2.0,
                        Map.of("queue", "other"), 42.0),
                readings);
    }

    @Test
    void otherLabelsStay() {
        Reading[] dropped = IntStream.range(0, 4)
                .mapToObj(i -> Reading.value(1, "reason", i % 2 == 0 ? "expired" : "overflow", "queue", "q" + i))
                .toArray(Reading[]::new);
        Map<Map<String, String>, Double> readings = now(1, () -> List.of(waiting(dropped)));
        assertEquals(1, readings.get(Map.of("reason", "expired", "queue", "q0")));
        assertEquals(1, readings.get(Map.of("reason", "expired", "queue", "other")));
        assertEquals(2, readings.get(Map.of("reason", "overflow", "queue", "other")));
    }

    @Test
    void sourcesOfOneMetricCountTogether() {
        Map<Map<String, String>, Double> readings = now(
                10,
                () -> List.of(waiting(Reading.value(1, "queue", "a"), Reading.value(2, "queue", "b"))),
                () -> List.of(waiting(Reading.value(4, "queue", "a"))));
        assertEquals(Map.of(Map.of("queue", "a"), 5.0, Map.of("queue", "b"), 2.0), readings);
    }

    @Test
    void histogramsAreAddedSizeBySize() {
        Histogram one = Histogram.ofCounts("a.b", "");
        Histogram other = Histogram.ofCounts("a.b", "");
        one.add(1);
        other.add(1);
        other.add(70);
        Metric sum = new AllMetrics(List.of(() -> List.of(one.metric()), () -> List.of(other.metric())))
                .now(1)
                .get(0);
        Reading.Distribution reading = (Reading.Distribution) sum.readings().get(0);
        assertEquals(3, reading.count());
        assertEquals(2, reading.counts().get(0));
        assertEquals(72, reading.sum());
    }

    @Test
    void oneThatFailsDoesNotHideTheOthers() {
        MetricSource broken = () -> {
            throw new IllegalStateException("A shard does not answer");
        };
        Map<Map<String, String>, Double> readings =
                now(1, broken, () -> List.of(waiting(Reading.value(3, "queue", "a"))));
        assertEquals(Map.of(Map.of("queue", "a"), 3.0), readings);
    }

    @Test
    void theJvmTellsOfItself() {
        List<String> titles =
                new JvmMetrics().metrics().stream().map(Metric::title).toList();
        assertTrue(
                titles.containsAll(List.of("process.cpu.seconds", "jvm.memory.used.bytes", "jvm.threads")),
                titles.toString());
    }
}
