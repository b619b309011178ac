package io.parley.engine.internal;

import io.parley.engine.config.ConfigurationCheck;
import io.parley.engine.config.Definitions;
import io.parley.spi.logging.Loggers;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of configurations that have no effect, since no bundle here knows their PID or a key of theirs. Wrong values are told by
 * the components that get them. Notes also which loggers have a level. Looks well after the start, which should not wait for this.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class ConfigurationWatch implements ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);

    private static final String OURS = "io.parley.";

    /** Where levels of loggers are configured: those that are named get loggers of their own. */
    private static final String LOGGING = "org.ops4j.pax.logging";

    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration AFTER_CHANGE = Duration.ofMillis(300);

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final PluginsComponent host;
    private final Set<String> changed = new TreeSet<>(); // guarded by this
    private final Map<String, List<String>> told = new HashMap<>(); // guarded by this
    private boolean waiting; // guarded by this
    private boolean closed; // guarded by this

    @Activate
    public ConfigurationWatch(
            BundleContext context, @Reference ConfigurationAdmin admin, @Reference PluginsComponent host) {
        this.context = context;
        this.admin = admin;
        this.host = host;
        waiting = true;
        host.timers().after(AFTER_START, host.workers(), () -> look("(|" + is(OURS + "*") + is(LOGGING) + ")"));
    }

    @Override
    public synchronized void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        if (closed || !pid.startsWith(OURS) && !pid.equals(LOGGING)) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_DELETED) {
            told.remove(pid);
            changed.remove(pid);
            if (pid.equals(LOGGING)) {
                Loggers.prefer(Set.of());
            }
        } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            changed.add(pid);
            if (!waiting) {
                waiting = true;
                host.timers().after(AFTER_CHANGE, host.workers(), this::lookAtChanged);
            }
        }
    }

    private void lookAtChanged() {
        StringBuilder filter = new StringBuilder("(|");
        synchronized (this) {
            changed.forEach(pid -> filter.append(is(pid)));
        }
        look(filter.append(')').toString());
    }

    private static String is(String pid) {
        return "(" + Constants.SERVICE_PID + "=" + pid + ")";
    }

    private synchronized void look(String filter) {
        waiting = false;
        changed.clear();
        if (closed) {
            return;
        }
        try {
            Configuration[] found = admin.listConfigurations(filter);
            if (found != null) {
                ConfigurationCheck check = new ConfigurationCheck(Definitions.of(context));
                for (Configuration configuration : found) {
                    if (configuration.getPid().equals(LOGGING)) {
                        Loggers.prefer(values(configuration));
                    } else {
                        tell(configuration.getPid(), check.names(configuration.getPid(), keys(configuration)));
                    }
                }
            }
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            LOG.warn("Configurations are not checked for names that nobody knows: {}", e.getMessage());
        }
    }

    private static Set<String> keys(Configuration configuration) {
        return new TreeSet<>(Collections.list(configuration.getProperties().keys()));
    }

    private static Set<String> values(Configuration configuration) {
        return Collections.list(configuration.getProperties().elements()).stream()
                .map(String::valueOf)
                .collect(Collectors.toSet());
    }

    /** The same only once. */
    private void tell(String pid, List<String> wrong) {
        if (!wrong.equals(told.put(pid, wrong))) {
            wrong.forEach(sentence -> LOG.warn("{}", sentence));
        }
    }

    @Deactivate
    synchronized void close() {
        closed = true;
    }
}
