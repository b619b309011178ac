package io.parley.engine.internal;

import io.parley.api.cache.CacheService;
import io.parley.engine.Engine;
import io.parley.engine.EngineCore;
import io.parley.engine.EngineSettings;
import io.parley.engine.config.ConfigurationReader;
import io.parley.engine.pipeline.Pipeline;
import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.status.Status;
import io.parley.spi.health.Health;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.View;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import io.parley.spi.tracing.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the engine together once journal and view are there. */
@Component(
        configurationPid = EngineComponent.PID,
        service = {Health.class, Status.class, MetricSource.class},
        immediate = true)
@Designate(ocd = EngineConfig.class)
public final class EngineComponent implements Health, Status, MetricSource {

    private static final Logger LOG = LoggerFactory.getLogger(EngineComponent.class);
    static final String PID = "io.parley.engine";
    private static final int DEFAULT_LANE = 100_000;
    private static final int MOST_LANE = 10_000_000;
    private static final Set<String> SERVICES = Set.of("session", "messaging", "event");

    private final PluginsComponent host;
    private final Started started;
    private final EngineCore core;
    private final Pipeline pipeline;
    private final List<ServiceRegistration<?>> registrations;

    @Activate
    public EngineComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Journal journal,
            @Reference View view,
            @Reference PluginsComponent host) {
        this.host = host;
        started = started(properties);
        core = new EngineCore(started.settings, journal, view, host.plugins(), host.workers(), host.timers(), SERVICES);
        pipeline = new Pipeline(core::batch, host.plugins(), host.workers(), started.laneMax);
        registrations = List.of(
                context.registerService(Pipeline.class, pipeline, null),
                context.registerService(Engine.class, core, null),
                context.registerService(Health.class, new PluginsHealth(host.plugins()), null),
                context.registerService(
                        Health.class, new ViewLag(core::viewLag, started.settings.checkpointInterval()), null));
    }

    /** What the engine runs with. */
    private record Started(EngineSettings settings, int laneMax) {

        static final Started DEFAULT = new Started(EngineSettings.DEFAULT, DEFAULT_LANE);

        static Started of(Map<String, Object> properties) {
            ConfigurationReader in = new ConfigurationReader(PID, properties);
            return new Started(EngineComponent.settings(in), in.number("lane.max", DEFAULT_LANE, 0, MOST_LANE));
        }
    }

    private static Started started(Map<String, Object> properties) {
        try {
            return Started.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the engine starts with its defaults", e.getMessage());
            return Started.DEFAULT;
        }
    }

    /** Everything here is as the engine was started: a change is checked, and waits for the next start. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            if (!Started.of(properties).equals(started)) {
                LOG.warn("{}: the new values are used when Parley starts anew", PID);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the engine runs on as it was started", e.getMessage());
        }
    }

    private static EngineSettings settings(ConfigurationReader in) {
        EngineSettings defaults = EngineSettings.DEFAULT;
        int threads = in.number("threads", 0, 0, 64);
        return new EngineSettings(
                        in.number("shards", defaults.shards(), 1, 4096),
                        threads == 0 ? defaults.threads() : threads,
                        (long) in.number("memory.mib", 128, 1, 1 << 20) << 20,
                        Duration.ofMillis(in.number("checkpoint.ms", 5_000, 100, 3_600_000)),
                        defaults.parkedBatches(),
                        defaults.drainMillis(),
                        (long) in.number("compact.mib", 256, 64, 1 << 20) << 20,
                        (long) in.number("checkpoint.mib", 128, 1, 1 << 20) << 20)
                .within(Runtime.getRuntime().maxMemory());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addCaches(CacheService caches) {
        core.use(caches);
    }

    void removeCaches(CacheService caches) {
        core.stop(caches);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addTracer(Tracer tracer) {
        pipeline.tracing().use(tracer);
    }

    void removeTracer(Tracer tracer) {
        pipeline.tracing().stop(tracer);
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
    public List<Metric> metrics() {
        return Stream.of(core.metrics(), pipeline.metrics(), host.plugins().metrics())
                .flatMap(List::stream)
                .toList();
    }
}
