package io.parley.sys.internal;

import io.parley.spi.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes topics and their texts of metrics. For one thread. */
final class SysTopics {

    static final String ROOT = "$SYS/broker/";

    /** Topics, and the metric that each shows. */
    private static final Map<String, String> SHOWN = new LinkedHashMap<>();

    /** Topics below {@code load/}, and the metric whose growth each shows. */
    private static final Map<String, String> LOADS = new LinkedHashMap<>();

    static {
        SHOWN.put("clients/connected", "gateway.connected");
        SHOWN.put("clients/total", "session.open");
        SHOWN.put("messages/received", "gateway.received");
        SHOWN.put("messages/sent", "gateway.sent");
        SHOWN.put("messages/stored", "messaging.stored");
        SHOWN.put("publish/messages/received", "gateway.received");
        SHOWN.put("publish/messages/sent", "gateway.sent");
        SHOWN.put("publish/messages/dropped", "event.dropped");
        SHOWN.put("publish/bytes/received", "gateway.received.bytes");
        SHOWN.put("publish/bytes/sent", "gateway.sent.bytes");
        SHOWN.put("bytes/received", "gateway.received.bytes");
        SHOWN.put("bytes/sent", "gateway.sent.bytes");
        SHOWN.put("retained messages/count", "event.retained");
        SHOWN.put("subscriptions/count", "event.subscriptions");
        LOADS.put("messages/received", "gateway.received");
        LOADS.put("messages/sent", "gateway.sent");
        LOADS.put("publish/received", "gateway.received");
        LOADS.put("publish/sent", "gateway.sent");
        LOADS.put("bytes/received", "gateway.received.bytes");
        LOADS.put("bytes/sent", "gateway.sent.bytes");
        LOADS.put("connections", "gateway.connections");
    }

    private final String version;
    private final Map<String, Load> loads = new TreeMap<>();
    private final Map<String, String> told = new TreeMap<>();
    private long mostConnected;
    private long mostHeap;

    SysTopics(String version) {
        this.version = version;
    }

    /**
     * What has changed since the last call.
     *
     * @param metrics of all parts
     * @param seconds since the last call, above 0
     */
    Map<String, String> changes(List<Metric> metrics, long uptimeSeconds, long heapBytes, double seconds) {
        Map<String, Long> values = values(metrics);
        Map<String, String> now = new TreeMap<>();
        now.put("version", "Parley " + version);
        now.put("uptime", uptimeSeconds + " seconds");
        mostHeap = Math.max(mostHeap, heapBytes);
        now.put("heap/current", String.valueOf(heapBytes));
        now.put("heap/maximum", String.valueOf(mostHeap));
        SHOWN.forEach((topic, figure) -> show(now, topic, values.get(figure)));
        clients(now, values);
        LOADS.forEach((topic, figure) -> load(now, topic, values.get(figure), seconds));
        Map<String, String> changes = new TreeMap<>();
        now.forEach((topic, text) -> {
            if (!text.equals(told.put(topic, text))) {
                changes.put(ROOT + topic, text);
            }
        });
        return changes;
    }

    private static Map<String, Long> values(List<Metric> metrics) {
        Map<String, Long> values = new TreeMap<>();
        metrics.forEach(metric -> values.merge(metric.title(), (long) metric.total(), Long::sum));
        return values;
    }

    private static void show(Map<String, String> into, String topic, Long value) {
        if (value != null) {
            into.put(topic, value.toString());
        }
    }

    private void clients(Map<String, String> now, Map<String, Long> values) {
        Long connected = values.get("gateway.connected");
        Long total = values.get("session.open");
        if (connected == null || total == null) {
            return;
        }
        mostConnected = Math.max(mostConnected, connected);
        show(now, "clients/disconnected", Math.max(0, total - connected));
        show(now, "clients/maximum", mostConnected);
    }

    private void load(Map<String, String> into, String topic, Long total, double seconds) {
        if (total == null) {
            return;
        }
        Load load = loads.computeIfAbsent(topic, name -> new Load());
        load.read(total, seconds);
        for (int i = 0; i < Load.MINUTES.length; i++) {
            into.put(
                    "load/" + topic + "/" + Load.MINUTES[i] + "min",
                    String.format(Locale.ROOT, "%.2f", load.average(i)));
        }
    }
}
