package io.parley.runtime.internal;

import io.parley.engine.config.ConfigurationFile;
import io.parley.engine.config.ConfigurationValue;
import io.parley.engine.config.Origins;
import io.parley.launcher.host.Setting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings configuration files and the command line's settings into Config Admin: all of them before any other bundle
 * starts, and afterwards each change that the file installer sees. A file that cannot be read, or needs what is not there,
 * changes nothing.
 */
final class ConfigurationFeed implements ArtifactInstaller, Origins {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFeed.class);

    private final ConfigurationAdmin admin;
    private final List<Path> folders;
    private final Placeholders placeholders;
    private final ConfigurationLayers<Path> layers;

    /** Folders from the lowest to the highest. */
    ConfigurationFeed(ConfigurationAdmin admin, List<Path> folders, List<Setting> settings, Placeholders placeholders) {
        this.placeholders = placeholders;
        this.admin = admin;
        this.folders = List.copyOf(folders);
        this.layers = new ConfigurationLayers<>(folders);
        settings.forEach(setting -> layers.set(setting.pid(), setting.key(), setting.value()));
    }

    /** Reads everything. */
    synchronized void start() throws IOException {
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.filter(ConfigurationFile::isOne).toList()) {
                        layers.put(folder, ConfigurationFile.pid(file), ConfigurationFile.read(file));
                    }
                }
            }
        }
        for (String pid : layers.pids()) {
            apply(pid);
        }
    }

    /** All PIDs with a configuration. */
    synchronized SortedSet<String> pids() {
        return layers.pids();
    }

    /** The values of a PID now; none when it has no configuration. */
    synchronized Map<String, String> values(String pid) {
        return layers.effective(pid).orElse(Map.of());
    }

    @Override
    public synchronized Optional<String> origin(String pid, String key) {
        return layers.isSet(pid, key)
                ? Optional.of("--set")
                : layers.origin(pid, key)
                        .map(folder ->
                                folder.resolve(pid + ConfigurationFile.SUFFIX).toString());
    }

    @Override
    public boolean canHandle(File artifact) {
        return ConfigurationFile.isOne(artifact.toPath());
    }

    @Override
    public synchronized void install(File artifact) {
        Path file = artifact.toPath().toAbsolutePath().normalize();
        if (layers.has(file.getParent())) {
            try {
                String pid = ConfigurationFile.pid(file);
                layers.put(file.getParent(), pid, ConfigurationFile.read(file));
                apply(pid);
            } catch (IOException e) {
                LOG.error("{}; what was good before stays in force", e.getMessage());
            }
        }
    }

    @Override
    public void update(File artifact) {
        install(artifact);
    }

    @Override
    public synchronized void uninstall(File artifact) throws IOException {
        Path file = artifact.toPath().toAbsolutePath().normalize();
        if (layers.has(file.getParent())) {
            String pid = ConfigurationFile.pid(file);
            layers.remove(file.getParent(), pid);
            apply(pid);
        }
    }

    private void apply(String pid) throws IOException {
        Optional<Map<String, String>> values = layers.effective(pid);
        Configuration configuration = configuration(pid);
        if (values.isEmpty()) {
            configuration.delete();
        } else {
            placeholders.check(pid, values.get());
            Hashtable<String, Object> properties = new Hashtable<>();
            values.get().forEach((key, text) -> properties.put(key, ConfigurationValue.of(text)));
            configuration.updateIfDifferent(properties);
        }
    }

    /** Bound to no bundle. */
    private Configuration configuration(String pid) throws IOException {
        int tilde = pid.indexOf('~');
        return tilde < 0
                ? admin.getConfiguration(pid, "?")
                : admin.getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), "?");
    }
}
