package io.parley.messaging.internal;

import io.parley.spi.journal.Durability;
import java.util.Map;
import java.util.Optional;
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
    public QueueComponent(@Reference MessagingComponent messaging, QueueConfig config, Map<String, Object> properties) {
        queues = messaging.queues();
        apply(config, properties);
    }

    @Modified
    void modified(QueueConfig config, Map<String, Object> properties) {
        apply(config, properties);
    }

    @Deactivate
    void close() {
        if (!name.isEmpty()) {
            queues.forget(name);
        }
    }

    /** A wrong value leaves what was good before. */
    private void apply(QueueConfig config, Map<String, Object> properties) {
        String pid = String.valueOf(properties.get("service.pid"));
        try {
            Settings settings = new Settings(pid);
            String wanted = config.name().isEmpty() ? settings.instance() : config.name();
            queues.configure(wanted, settings.queue(config));
            if (!name.isEmpty() && !name.equals(wanted)) {
                queues.forget(name);
            }
            name = wanted;
            LOG.info("queue:{} is configured by {}", name, pid);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}; {}",
                    e.getMessage(),
                    name.isEmpty() ? "the configuration is not used" : "queue:" + name + " stays as it was");
        }
    }

    /** Converts one configuration, with words for what is wrong. */
    private record Settings(String pid) {

        String instance() {
            int tilde = pid.indexOf('~');
            if (tilde < 0) {
                throw new IllegalArgumentException(pid + ": name is missing");
            }
            return pid.substring(tilde + 1);
        }

        QueueSettings queue(QueueConfig config) {
            if (config.max_messages() < 1 || config.max_messages() > 1_000_000_000) {
                throw new IllegalArgumentException(
                        pid + ": max.messages is 1 to 1000000000, not " + config.max_messages());
            }
            boolean dropOldest = switch (config.overflow()) {
                case "reject" -> false;
                case "drop-oldest" -> true;
                default ->
                    throw new IllegalArgumentException(
                            pid + ": overflow is reject or drop-oldest, not '" + config.overflow() + "'");
            };
            Durability durability = switch (config.durability()) {
                case "fsync" -> Durability.FSYNC;
                case "os" -> Durability.OS;
                case "memory" -> Durability.MEMORY;
                default ->
                    throw new IllegalArgumentException(
                            pid + ": durability is fsync, os or memory, not '" + config.durability() + "'");
            };
            Optional<String> compressor =
                    config.compressor().isEmpty() ? Optional.empty() : Optional.of(config.compressor());
            return new QueueSettings(compressor, config.max_messages(), dropOldest, durability);
        }
    }
}
