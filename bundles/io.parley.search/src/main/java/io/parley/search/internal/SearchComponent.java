package io.parley.search.internal;

import io.parley.api.search.SessionSearch;
import io.parley.api.session.SessionService;
import io.parley.engine.Engine;
import io.parley.engine.contract.SessionFigures;
import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import io.parley.spi.metrics.Metric;
import io.parley.spi.metrics.MetricSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the search on the configured folder. */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = SearchConfig.class)
public final class SearchComponent {

    private static final Logger LOG = LoggerFactory.getLogger(SearchComponent.class);

    private final BundleContext context;
    private final Engine engine;
    private final SessionService sessions;
    private final SessionFigures figures;
    private final SearchHealth health = new SearchHealth("search", "sessions");
    private final ServiceRegistration<Health> healthRegistration;
    private Settings settings;
    private SearchCore core;
    private List<ServiceRegistration<?>> registrations = List.of();

    @Activate
    public SearchComponent(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Engine engine,
            @Reference SessionService sessions,
            @Reference SessionFigures figures) {
        this.context = context;
        this.engine = engine;
        this.sessions = sessions;
        this.figures = figures;
        Settings first = Settings.of(Map.of(), DataFolder.of(context));
        try {
            first = Settings.of(properties, DataFolder.of(context));
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the defaults are in force", e.getMessage());
        }
        begin(first);
        healthRegistration = context.registerService(Health.class, health, null);
    }

    /** A configuration that is not allowed changes nothing. */
    @Modified
    public synchronized void modified(Map<String, Object> properties) {
        try {
            Settings next = Settings.of(properties, DataFolder.of(context));
            if (!next.equals(settings)) {
                close();
                begin(next);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the configuration before it stays in force", e.getMessage());
        }
    }

    private void begin(Settings next) {
        settings = next;
        try {
            SearchCore opened = new SearchCore(sessions, figures, engine.timers(), engine.workers(), next);
            MetricSource rows = () -> List.of(Metric.gauge(
                    "search.rows",
                    "Sessions in the index of the search",
                    opened.keeping().size()));
            core = opened;
            health.use(opened.keeping());
            registrations = List.of(
                    context.registerService(SessionSearch.class, opened, null),
                    context.registerService(MetricSource.class, rows, null));
        } catch (IOException e) {
            String why = "There is no search, since " + next.folder() + " cannot be used: " + e;
            LOG.error("{}", why);
            health.without(why);
        }
    }

    @Deactivate
    public synchronized void deactivate() {
        healthRegistration.unregister();
        close();
    }

    private void close() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations = List.of();
        if (core != null) {
            try {
                core.close();
            } catch (IOException e) {
                LOG.warn("The index was not closed in order: {}", e.toString());
            }
            core = null;
        }
    }
}
