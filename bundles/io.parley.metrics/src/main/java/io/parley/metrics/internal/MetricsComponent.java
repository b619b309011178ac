package io.parley.metrics.internal;

import io.parley.api.cache.CacheService;
import io.parley.engine.contract.Page;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.MetricSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** Shows the metrics of all sources as it is configured. Needs nothing else, so that it also tells of a Parley that does not start. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = MetricsConfig.class)
public final class MetricsComponent {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsComponent.class);

    private static final long JMX_AFTER_SECONDS = 5;

    private final Collection<MetricSource> sources = new CopyOnWriteArrayList<>();
    private final Collection<CacheService> caches = new CopyOnWriteArrayList<>();
    private final Collection<Health> parts = new CopyOnWriteArrayList<>();
    private final Collection<Page> pages = new CopyOnWriteArrayList<>();
    private final AllMetrics metrics = new AllMetrics(sources);
    private final BundleContext context;
    private volatile Settings settings = Settings.DEFAULT; // written under this
    private MetricsPage page; // guarded by this
    private Endpoint endpoint; // guarded by this
    private ServiceRegistration<Health> health; // guarded by this
    private Jmx jmx; // guarded by this

    @Activate
    public MetricsComponent(BundleContext context) {
        this.context = context;
        sources.addAll(List.of(new JvmMetrics(), new CacheMetrics(caches), new HealthMetrics(parts)));
    }

    /** A wrong value leaves what was good before. */
    @Activate
    @Modified
    synchronized void configure(Map<String, Object> properties) {
        Settings next;
        try {
            next = Settings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the last good values stay", e.getMessage());
            return;
        }
        Settings before = settings;
        settings = next;
        if (next.jmx() && jmx == null) {
            jmx = new Jmx(() -> metrics.now(settings.names()), JMX_AFTER_SECONDS);
        } else if (!next.jmx() && jmx != null) {
            jmx.close();
            jmx = null;
        }
        if (!Objects.equals(next.address(), before.address())) {
            stop();
        }
        if (next.address() != null) {
            serve(next);
        }
    }

    private void serve(Settings next) {
        MetricsPage fresh = new MetricsPage(metrics, next);
        pages.add(fresh);
        pages.remove(page);
        page = fresh;
        if (endpoint == null) {
            endpoint = new Endpoint(next.address(), pages);
            health = context.registerService(Health.class, endpoint, null);
        }
    }

    private void stop() {
        if (endpoint != null) {
            health.unregister();
            endpoint.close();
            endpoint = null;
        }
    }

    @Deactivate
    synchronized void close() {
        stop();
        if (jmx != null) {
            jmx.close();
            jmx = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addMetrics(MetricSource source) {
        sources.add(source);
    }

    void removeMetrics(MetricSource source) {
        sources.remove(source);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCaches(CacheService service) {
        caches.add(service);
    }

    void removeCaches(CacheService service) {
        caches.remove(service);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHealth(Health part) {
        parts.add(part);
    }

    void removeHealth(Health part) {
        parts.remove(part);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPage(Page other) {
        pages.add(other);
    }

    void removePage(Page other) {
        pages.remove(other);
    }
}
