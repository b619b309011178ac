package io.parley.messaging.internal;

import io.parley.spi.logging.Loggers;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One queue's configuration. */
@Component(
        service = QueueComponent.class,
        configurationPid = "io.parley.queue",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = QueueConfig.class, factory = true)
public final class QueueComponent {

    private static final Logger LOG = LoggerFactory.getLogger(QueueComponent.class);

    private final QueueDirectory queues;
    private String name = "";

    @Activate
    public QueueComponent(@Reference MessagingComponent messaging, Map<String, Object> properties) {
        queues = messaging.queues();
        apply(properties);
    }

    @Modified
    public void modified(Map<String, Object> properties) {
        apply(properties);
    }

    @Deactivate
    public void close() {
        if (!name.isEmpty()) {
            queues.forget(name);
        }
    }

    /** A wrong value leaves what was good before. */
    private void apply(Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        try {
            QueueConfiguration configuration = QueueConfiguration.of(pid, properties);
            String wanted = configuration.name();
            try {
                queues.configure(wanted, configuration.settings());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(pid + ": " + e.getMessage(), e);
            }
            if (!name.isEmpty() && !name.equals(wanted)) {
                queues.forget(name);
            }
            name = wanted;
            Loggers.queue(name).info("queue:{} is configured by {}", name, pid);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    name.isEmpty() ? "the configuration is not used" : "queue:" + name + " stays as it was");
        }
    }
}
