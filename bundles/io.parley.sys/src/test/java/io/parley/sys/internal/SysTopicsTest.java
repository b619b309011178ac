package io.parley.sys.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class SysTopicsTest {

    private final SysTopics topics = new SysTopics("1.2.3");

    private Map<String, String> changes(String... figures) {
        List<Metric> metrics = Stream.of(figures).map(SysTopicsTest::gauge).toList();
        return topics.changes(metrics, 60, 1_000, 10);
    }

    private static Metric gauge(String figure) {
        String[] words = figure.split(" ");
        return Metric.gauge(words[0], "", Long.parseLong(words[1]));
    }

    @Test
    void figuresStandInTheUsualPlaces() {
        Map<String, String> first = changes(
                "gateway.connected 3",
                "session.open 10",
                "gateway.received 7",
                "event.retained 2",
                "engine.references 5");
        assertEquals("Parley 1.2.3", first.get("$SYS/broker/version"));
        assertEquals("60 seconds", first.get("$SYS/broker/uptime"));
        assertEquals("3", first.get("$SYS/broker/clients/connected"));
        assertEquals("7", first.get("$SYS/broker/clients/disconnected"));
        assertEquals("10", first.get("$SYS/broker/clients/total"));
        assertEquals("7", first.get("$SYS/broker/messages/received"));
        assertEquals("7", first.get("$SYS/broker/publish/messages/received"));
        assertEquals("2", first.get("$SYS/broker/retained messages/count"));
        assertEquals("1000", first.get("$SYS/broker/heap/current"));
        assertFalse(first.containsKey("$SYS/broker/messages/sent"), "what no service knows is not there");
    }

    @Test
    void onlyChangesArePublished() {
        changes("gateway.connected 3", "session.open 10");
        assertEquals(Map.of(), changes("gateway.connected 3", "session.open 10"));
        Map<String, String> next = changes("gateway.connected 2", "session.open 10");
        assertEquals("2", next.get("$SYS/broker/clients/connected"));
        assertEquals("8", next.get("$SYS/broker/clients/disconnected"));
        assertFalse(next.containsKey("$SYS/broker/clients/maximum"));
    }

    @Test
    void loadsGoTowardsTheRateAMinuteTheFasterTheShorterTheirTime() {
        Map<String, String> last = Map.of();
        for (int i = 0; i < 60; i++) {
            last = changes("gateway.sent " + i * 100);
        }
        double one = Double.parseDouble(last.get("$SYS/broker/load/messages/sent/1min"));
        double five = Double.parseDouble(last.get("$SYS/broker/load/messages/sent/5min"));
        double fifteen = Double.parseDouble(last.get("$SYS/broker/load/messages/sent/15min"));
        assertEquals(600, one, 1);
        assertTrue(five < one && fifteen < five && fifteen > 250, one + " " + five + " " + fifteen);
        Map<String, String> restarted = changes("gateway.sent 100");
        assertEquals(600, Double.parseDouble(restarted.getOrDefault("$SYS/broker/load/messages/sent/1min", "600")), 1);
    }
}
