package io.parley.runtime.internal;

import io.parley.engine.config.Origins;
import io.parley.launcher.host.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Starts before Declarative Services do, so that no component ever sees a configuration without the files and settings.
 * Wants the launcher's host; in another runtime there is nothing to do.
 */
public final class Activator implements BundleActivator {

    /** The framework property by which the interpolation plug-in knows where secrets are. */
    private static final String SECRETS = "org.apache.felix.configadmin.plugin.interpolation.secretsdir";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Override
    public void start(BundleContext context) throws Exception {
        Host host = service(context, Host.class);
        ConfigurationAdmin admin = service(context, ConfigurationAdmin.class);
        try {
            StartupOptions options = feed(context, host, admin);
            open.push(new Startup(context, host, options.required(), options.limit()));
        } catch (IOException | IllegalArgumentException e) {
            host.failed(e.getMessage());
            return;
        }
        ServiceTracker<CommandProcessor, CommandProcessor> processors =
                new ServiceTracker<>(context, CommandProcessor.class, null);
        processors.open();
        open.push(processors::close);
        open.push(CommandSocket.open(host.data().resolve("shell.sock"), new CommandHandler(processors)));
    }

    private StartupOptions feed(BundleContext context, Host host, ConfigurationAdmin admin) throws IOException {
        List<Path> folders = List.of(host.config(), host.data().resolve("deploy"));
        ConfigurationFeed feed = new ConfigurationFeed(admin, folders, host.settings(), placeholders(context));
        feed.start();
        // Above the file installer's own, which knows neither layers nor settings, and takes any bundle for its own.
        int level = Integer.parseInt(context.getProperty("felix.fileinstall.start.level"));
        for (ArtifactInstaller installer : List.of(feed, new BundleDeployer(context, level))) {
            context.registerService(
                    ArtifactInstaller.class, installer, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 100)));
        }
        context.registerService(Origins.class, feed, null);
        return StartupOptions.of(feed.values(StartupOptions.PID), feed.pids());
    }

    private static Placeholders placeholders(BundleContext context) {
        List<Path> secrets = Stream.of(context.getProperty(SECRETS).split(","))
                .map(folder -> Path.of(folder.strip()).toAbsolutePath().normalize())
                .toList();
        return new Placeholders(secrets, System::getenv, context::getProperty);
    }

    private static <T> T service(BundleContext context, Class<T> type) {
        var reference = context.getServiceReference(type);
        if (reference == null) {
            throw new IllegalStateException("no service " + type.getName());
        }
        return context.getService(reference);
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
