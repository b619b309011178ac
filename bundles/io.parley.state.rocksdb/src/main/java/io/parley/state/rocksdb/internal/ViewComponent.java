package io.parley.state.rocksdb.internal;

import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.metrics.MetricSource;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the view and offers it as long as it is open; always tells how it is. Activation never fails: what is wrong
 * stands in the health report.
 */
@Component(
        configurationPid = Settings.PID,
        immediate = true,
        service = {})
@Designate(ocd = Config.class)
public final class ViewComponent {

    private static final Logger LOG = LoggerFactory.getLogger(ViewComponent.class);

    private final ViewHealth health = new ViewHealth();
    private final BundleContext context;
    private final ServiceRegistration<Health> healthRegistration;
    private ServiceRegistration<?> registration;
    private RocksDbView view;
    private Settings settings;

    @Activate
    public ViewComponent(BundleContext context, Map<String, Object> properties) {
        this.context = context;
        healthRegistration = context.registerService(Health.class, health, new Hashtable<>());
        configure(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        configure(properties);
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
            view.close();
            LOG.info("The view in {} is closed", settings.folder());
        }
        healthRegistration.unregister();
    }

    /** A configuration that is not allowed changes nothing. */
    private void configure(Map<String, Object> properties) {
        Settings wanted;
        try {
            wanted = Settings.of(properties, DataFolder.of(context).toString());
        } catch (IllegalArgumentException e) {
            LOG.error("{}{}", e.getMessage(), view == null ? "" : "; the configuration before it stays in force");
            health.misconfigured(e.getMessage());
            return;
        }
        health.misconfigured(null);
        try {
            if (view == null) {
                open(wanted);
            } else {
                change(wanted);
            }
        } catch (JournalException e) {
            LOG.error(e.getMessage());
            health.failed(e.getMessage());
        }
    }

    private void open(Settings wanted) throws JournalException {
        view = RocksDbView.open(wanted);
        settings = wanted;
        health.opened(view, wanted.folder());
        registration = context.registerService(
                new String[] {View.class.getName(), MetricSource.class.getName()}, view, new Hashtable<>());
        LOG.info("The view in {} is open, at position {}", wanted.folder(), view.position());
    }

    private void change(Settings wanted) throws JournalException {
        if (!wanted.folder().equals(settings.folder())) {
            LOG.warn(
                    "{}: {} = {} applies at the next start; until then the view stays in {}",
                    Settings.PID,
                    Settings.FOLDER,
                    wanted.folder(),
                    settings.folder());
        }
        view.resize(wanted.blockCacheMib(), wanted.writeBufferMib());
        health.opened(view, settings.folder());
    }
}
