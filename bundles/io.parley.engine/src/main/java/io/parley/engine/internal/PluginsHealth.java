package io.parley.engine.internal;

import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.plugin.Plugins;
import io.parley.spi.health.Health;
import java.util.List;
import java.util.stream.Collectors;

/** Whether work waits for plug-ins that are not there. */
record PluginsHealth(Plugins plugins) implements Health {

    /** More names than that are not spelled out. */
    private static final int MOST = 10;

    @Override
    public String subject() {
        return "plugins";
    }

    @Override
    public Report report() {
        List<PluginStatus> all = plugins.all().stream()
                .flatMap(registry -> registry.status().stream())
                .toList();
        List<PluginStatus> missing =
                all.stream().filter(plugin -> plugin.parked() > 0).toList();
        if (missing.isEmpty()) {
            long running = all.stream().filter(plugin -> plugin.instances() > 0).count();
            return new Report(Status.UP, running + " are running, none is missing");
        }
        String names = missing.stream().limit(MOST).map(PluginsHealth::words).collect(Collectors.joining("; "));
        String rest = missing.size() > MOST ? "; and " + (missing.size() - MOST) + " others" : "";
        return new Report(Status.DEGRADED, names + rest);
    }

    /** A queue, an inbox or an address waits as a whole: each counts once. */
    private static String words(PluginStatus plugin) {
        return "No " + plugin.kind() + " '" + plugin.name() + "' is running, and messages wait for it in "
                + plugin.parked() + (plugin.parked() == 1 ? " place" : " places");
    }
}
