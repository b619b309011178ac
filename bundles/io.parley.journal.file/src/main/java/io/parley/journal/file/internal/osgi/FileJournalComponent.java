package io.parley.journal.file.internal.osgi;

import io.parley.journal.file.internal.FileJournal;
import io.parley.spi.configuration.DataFolder;
import io.parley.spi.health.Health;
import io.parley.spi.journal.Journal;
import io.parley.spi.metrics.MetricSource;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Opens the journal and registers it; registers its health whether it opens or not. */
@Component(
        configurationPid = FileJournalComponent.PID,
        immediate = true,
        service = {})
@Designate(ocd = Configuration.class)
public final class FileJournalComponent {

    /** Of the configuration. */
    public static final String PID = "io.parley.journal.file";

    private JournalHost host;
    private ServiceRegistration<Health> health;

    @Activate
    void activate(BundleContext context, Map<String, Object> configuration) {
        host = new JournalHost(DataFolder.of(context), journal -> publish(context, journal));
        health = context.registerService(Health.class, host, null);
        host.configure(configuration);
    }

    @Modified
    void modified(Map<String, Object> configuration) {
        host.configure(configuration);
    }

    @Deactivate
    void deactivate() {
        host.stop();
        health.unregister();
    }

    private static Runnable publish(BundleContext context, FileJournal journal) {
        return context.registerService(
                new String[] {Journal.class.getName(), MetricSource.class.getName()}, journal, null)::unregister;
    }
}
