package io.parley.health.internal;

import io.parley.engine.contract.Page;
import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.EnumSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a health check of each part of Parley, adds those that no part has, and shows all checks as pages. Needs nothing else,
 * so that it also tells of a Parley that does not start.
 */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = HealthConfig.class)
public final class HealthComponent {

    private static final Logger LOG = LoggerFactory.getLogger(HealthComponent.class);

    private static final Set<Result.Status> WORKS = EnumSet.of(Result.Status.OK, Result.Status.WARN);

    private final BundleContext context;
    private final Collection<TaggedCheck> checks = new CopyOnWriteArrayList<>();
    private final Map<Health, ServiceRegistration<HealthCheck>> parts = new ConcurrentHashMap<>();
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private volatile Settings settings = Settings.DEFAULT;

    @Activate
    public HealthComponent(BundleContext context) {
        this.context = context;
    }

    @Activate
    void activate(Map<String, Object> properties) {
        modified(properties);
        registrations.add(register(
                new DiskCheck(DataFolder.of(context), () -> settings, DiskCheck::free),
                Tags.DISK,
                List.of(Tags.PARLEY, Tags.READY, Tags.DISK)));
        registrations.add(register(new ThreadsCheck(), "threads", List.of(Tags.PARLEY, Tags.LIVE, "threads")));
        page("/live", Tags.LIVE, false);
        page("/ready", Tags.READY, true);
        page("/health", Tags.PARLEY, false);
    }

    private void page(String path, String tag, boolean strict) {
        registrations.add(context.registerService(
                Page.class,
                new CheckedPage(
                        path,
                        tag,
                        checks,
                        status -> status == Result.Status.OK
                                || WORKS.contains(status) && (!strict || settings.readyDegraded())),
                null));
    }

    private ServiceRegistration<HealthCheck> register(HealthCheck check, String name, List<String> tags) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(HealthCheck.NAME, name);
        properties.put(HealthCheck.TAGS, tags.toArray(String[]::new));
        // A colon has a meaning of its own in names of MBeans.
        properties.put(HealthCheck.MBEAN_NAME, "parley " + name.replace(':', '-'));
        return context.registerService(HealthCheck.class, check, properties);
    }

    /** A wrong value leaves what was good before. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            settings = Settings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
        }
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPart(Health part) {
        parts.put(part, register(new PartCheck(part), part.subject(), Tags.of(part.subject())));
    }

    void removePart(Health part) {
        ServiceRegistration<HealthCheck> registration = parts.remove(part);
        if (registration != null) {
            registration.unregister();
        }
    }

    /** Everybody's: those of others join the pages by their tags. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCheck(HealthCheck check, Map<String, Object> properties) {
        checks.add(TaggedCheck.of(check, properties));
    }

    void removeCheck(HealthCheck check) {
        checks.removeIf(tagged -> tagged.check() == check);
    }
}
