package io.parley.engine.plugin;

import io.parley.spi.metrics.Histogram;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricTable;
import io.parley.spi.metrics.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is measured of the plug-ins. */
final class PluginMetrics {

    private static final Histogram CALLS = CallTimes.newHistogram();

    private PluginMetrics() {}

    static List<Metric> of(List<PluginRegistry<?>> registries) {
        List<PluginStatus> plugins = registries.stream()
                .flatMap(registry -> registry.status().stream())
                .toList();
        List<Metric> metrics = new ArrayList<>(new MetricTable<>(plugins, PluginMetrics::labels)
                .gauge("plugin.instances", "Instances that are running", PluginStatus::instances)
                .gauge("plugin.holds", "Calls under way", PluginStatus::holds)
                .gauge(
                        "plugin.parked",
                        "Pieces of work that wait for the plug-in, which is absent",
                        PluginStatus::parked)
                .counter("plugin.calls", "Calls", PluginStatus::calls)
                .counter("plugin.failures", "Calls that ended in an exception", PluginStatus::failures)
                .counter(
                        "plugin.redone",
                        "Calls whose result came too late and that the successor did again",
                        PluginStatus::redone)
                .counter("plugin.overruns", "Calls that took longer than allowed", PluginStatus::overruns)
                .metrics());
        List<Reading> calls = new ArrayList<>();
        List<Reading> drains = new ArrayList<>();
        registries.forEach(registry -> {
            calls.addAll(registry.callTimes());
            drains.add(registry.drains().reading(Map.of("kind", registry.kind())));
        });
        metrics.add(CALLS.metric(calls));
        metrics.add(registries.get(0).drains().metric(drains));
        return metrics;
    }

    private static Map<String, String> labels(PluginStatus plugin) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("kind", plugin.kind());
        labels.put("name", plugin.name());
        return labels;
    }
}
