package io.parley.shell.internal;

import io.parley.api.cache.CacheService;
import io.parley.engine.status.Status;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.MetricSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The commands {@code parley:sessions} and so on. What each returns is printed by the shell. */
@Component(
        service = ParleyCommands.class,
        property = {
            "osgi.command.scope=parley",
            "osgi.command.function=sessions",
            "osgi.command.function=queues",
            "osgi.command.function=topics",
            "osgi.command.function=plugins",
            "osgi.command.function=metrics",
            "osgi.command.function=caches",
            "osgi.command.function=health"
        })
public final class ParleyCommands {

    private static final String LIMIT = "100";

    private final Collection<Status> services = new CopyOnWriteArrayList<>();
    private final Collection<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final Collection<Health> parts = new CopyOnWriteArrayList<>();
    private final Collection<CacheService> caches = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStatus(Status status) {
        services.add(status);
    }

    void removeStatus(Status status) {
        services.remove(status);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addMetrics(MetricSource source) {
        sources.add(source);
    }

    void removeMetrics(MetricSource source) {
        sources.remove(source);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHealth(Health health) {
        parts.add(health);
    }

    void removeHealth(Health health) {
        parts.remove(health);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCaches(CacheService service) {
        caches.add(service);
    }

    void removeCaches(CacheService service) {
        caches.remove(service);
    }

    @Descriptor("sessions with their inboxes")
    public String sessions(
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = LIMIT)
                    int limit) {
        return Report.sessions(services, limit);
    }

    @Descriptor("queues with their counters")
    public String queues() {
        return Report.queues(services);
    }

    @Descriptor("topics with history or a retained value")
    public String topics(
            @Descriptor("how many at the most")
                    @Parameter(
                            names = {"-n", "--limit"},
                            absentValue = LIMIT)
                    int limit) {
        return Report.topics(services, limit);
    }

    @Descriptor("plug-ins with their counters")
    public String plugins() {
        return Report.plugins(services);
    }

    @Descriptor("what is measured, one figure a line")
    public String metrics(
            @Descriptor("only those with one of these texts in their line; nothing for all") String... texts) {
        return Report.metrics(sources, List.of(texts));
    }

    @Descriptor("caches with their counters")
    public String caches() {
        return Report.caches(caches);
    }

    @Descriptor("how each part is")
    public String health() {
        return Report.health(parts);
    }
}
