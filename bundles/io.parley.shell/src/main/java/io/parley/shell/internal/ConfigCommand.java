package io.parley.shell.internal;

import io.parley.engine.config.Definitions;
import io.parley.engine.config.Origins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The command {@code parley:config}. */
@Component(
        service = ConfigCommand.class,
        property = {"osgi.command.scope=parley", "osgi.command.function=config"})
public final class ConfigCommand {

    /** Where the file installer of Karaf says a configuration is from. */
    private static final String INSTALLED_FROM = "felix.fileinstall.filename";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final Collection<Origins> origins = new CopyOnWriteArrayList<>();

    @Activate
    public ConfigCommand(BundleContext context, @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addOrigins(Origins service) {
        origins.add(service);
    }

    void removeOrigins(Origins service) {
        origins.remove(service);
    }

    @Descriptor("configured values and where they come from; config check FILE checks a file before it is used")
    public String config(
            @Descriptor("also keys that have their default")
                    @Parameter(
                            names = {"-a", "--all"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean all,
            @Descriptor("a PID, or check FILE; nothing for every PID") String... words)
            throws IOException {
        SortedMap<String, Map<String, Object>> configured = configured();
        ConfigReport report = new ConfigReport(
                Definitions.of(context), configured, (pid, key) -> origin(pid, key, configured.get(pid)));
        if (words.length == 2 && words[0].equals("check")) {
            return report.check(Path.of(words[1]));
        } else if (words.length > 1) {
            throw new IllegalArgumentException("config takes one PID, or check FILE");
        }
        return words.length == 1 ? report.of(words[0]) : report.all(all);
    }

    /** What Config Admin has, by PID. Secrets stand there by their names. */
    private SortedMap<String, Map<String, Object>> configured() throws IOException {
        SortedMap<String, Map<String, Object>> configured = new TreeMap<>();
        try {
            Configuration[] found = admin.listConfigurations(null);
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                configured.put(configuration.getPid(), values(configuration));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return configured;
    }

    private static Map<String, Object> values(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Map<String, Object> values = new TreeMap<>();
        Collections.list(properties.keys()).forEach(key -> values.put(key, properties.get(key)));
        return values;
    }

    private String origin(String pid, String key, Map<String, Object> values) {
        return origins.stream()
                .flatMap(source -> source.origin(pid, key).stream())
                .findFirst()
                .or(() -> Optional.ofNullable(values.get(INSTALLED_FROM))
                        .map(file -> file.toString().replaceFirst("^file:", "")))
                .orElse("Config Admin");
    }
}
