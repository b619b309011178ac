package io.parley.engine.internal;

import io.parley.engine.Engine;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import io.parley.spi.health.Health;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Puts the engine together once journal and view are there. */
@Component(
        configurationPid = "io.parley.engine",
        service = {Health.class, Status.class},
        immediate = true)
@Designate(ocd = EngineConfig.class)
public final class EngineComponent implements Health, Status {

    private static final Ranges RANGES = new Ranges("io.parley.engine");
    private static final Set<String> SERVICES = Set.of("session", "messaging", "event");

    private final PluginsComponent host;
    private final EngineCore core;
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public EngineComponent(
            BundleContext context,
            EngineConfig config,
            @Reference Journal journal,
            @Reference View view,
            @Reference PluginsComponent host) {
        this.host = host;
        core = new EngineCore(settings(config), journal, view, host.plugins(), host.workers(), host.timers(), SERVICES);
        Pipeline pipeline = new Pipeline(
                core::batch, host.plugins(), host.workers(), RANGES.in("lane.max", config.lane_max(), 0, 10_000_000));
        registrations = List.of(
                context.registerService(Pipeline.class, pipeline, null),
                context.registerService(Engine.class, core, null));
    }

    private static EngineSettings settings(EngineConfig config) {
        EngineSettings defaults = EngineSettings.DEFAULT;
        return new EngineSettings(
                RANGES.in("shards", config.shards(), 1, 4096),
                config.threads() == 0 ? defaults.threads() : RANGES.in("threads", config.threads(), 1, 64),
                (long) RANGES.in("memory.mib", config.memory_mib(), 1, 1 << 20) << 20,
                Duration.ofMillis(RANGES.in("checkpoint.ms", config.checkpoint_ms(), 100, 3_600_000)),
                defaults.parkedBatches(),
                defaults.drainMillis());
    }

    @Deactivate
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
        core.close();
    }

    @Override
    public String subject() {
        return "engine";
    }

    @Override
    public Report report() {
        if (!core.running()) {
            return new Report(Health.Status.STARTING, "Waiting for the services: " + SERVICES);
        }
        String failure = core.viewFailure();
        return failure.isEmpty()
                ? new Report(Health.Status.UP, core.shards().count() + " shards")
                : new Report(Health.Status.DEGRADED, "The view is not up to date: " + failure);
    }

    @Override
    public List<PluginStatus> plugins() {
        return host.plugins().all().stream()
                .flatMap(registry -> registry.status().stream())
                .toList();
    }

    @Override
    public List<String> figures() {
        return List.of("engine.resident.bytes " + core.messages().residentBytes());
    }
}
