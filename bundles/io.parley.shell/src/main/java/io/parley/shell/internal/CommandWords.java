package io.parley.shell.internal;

import io.parley.engine.config.Definitions;
import io.parley.engine.status.Status;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** From what is there just now. */
@Component(service = CommandWords.class)
public final class CommandWords implements NextWords {

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Collection<Status> services = new CopyOnWriteArrayList<>();
    private final Collection<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final Completion completion = new Completion(services, this::pids, this::bundles, this::metrics);

    @Activate
    public CommandWords(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

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

    @Override
    public List<String> of(String command, List<String> before, String begun) {
        return completion.words(command, before, begun);
    }

    /** Those of Parley's own that are configured, and of those that can be there once only. */
    private Set<String> pids() {
        Set<String> pids = new TreeSet<>();
        Definitions.of(context).pids().forEach((pid, definition) -> {
            if (!definition.factory()) {
                pids.add(pid);
            }
        });
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=io.parley.*)");
            Stream.of(found == null ? new Configuration[0] : found)
                    .map(Configuration::getPid)
                    .forEach(pids::add);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return pids;
    }

    private Set<String> bundles() {
        return Stream.of(context.getBundles())
                .filter(bundle -> !BundleSwap.offered(bundle).isEmpty())
                .map(Bundle::getSymbolicName)
                .collect(Collectors.toSet());
    }

    private Set<String> metrics() {
        return sources.stream()
                .flatMap(source -> source.metrics().stream())
                .map(Metric::name)
                .collect(Collectors.toSet());
    }
}
