package io.parley.itest.mqtt.server;

import io.parley.api.event.EventService;
import io.parley.journal.file.internal.FileJournal;
import io.parley.journal.file.internal.JournalOptions;
import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.journal.Journal;
import io.parley.spi.journal.View;
import io.parley.spi.protocol.Gateway;
import io.parley.spi.security.Authenticator;
import io.parley.spi.security.Authorizer;
import io.parley.testkit.MemoryJournal;
import io.parley.testkit.MemoryView;
import io.parley.testkit.OsgiHost;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** Parley's services as they are built, in a framework of their own. Safe for all threads. */
public final class Server implements AutoCloseable {

    private static final List<String> BUNDLES = List.of(
            "jctools-core-",
            "io.parley.engine-",
            "io.parley.session-",
            "io.parley.messaging-",
            "io.parley.event-",
            "io.parley.protocol-");
    /** Nobody may publish or subscribe to a topic with this in its name. */
    public static final String FORBIDDEN = "forbidden";

    /** What a fuzzer lets the bundles' classes call, which it gives to the boot class loader. */
    private static final String INSTRUMENTATION = "com.code_intelligence.jazzer.*";

    private static final long PATIENCE_MILLIS = 20_000;
    private static final List<String> SHARED = List.of("api", "spi");

    private final OsgiHost host;
    private final Path storage;
    private final AutoCloseable journalEnd;
    private final Gateway gateway;
    private final EventService events;

    private <J extends Journal & AutoCloseable> Server(
            OsgiHost host, Path storage, J journal, Map<String, Map<String, String>> configurations) throws Exception {
        this.host = host;
        this.storage = storage;
        this.journalEnd = journal;
        host.installComponentRuntime();
        BundleContext context = host.context();
        configurations.forEach(this::configure);
        context.registerService(Journal.class, journal, null);
        context.registerService(View.class, new MemoryView(), null);
        context.registerService(
                Authorizer.class,
                (principal, client, action, to) -> !to.name().contains(FORBIDDEN),
                new Hashtable<>(Map.of("authorizer.name", "guard")));
        context.registerService(Authenticator.class, new Door(), new Hashtable<>(Map.of("authenticator.name", "door")));
        List<Bundle> bundles = new ArrayList<>();
        for (String file : BUNDLES) {
            Path jar = OsgiHost.fromClassPath(file);
            bundles.add(context.installBundle(jar.toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        gateway = service(Gateway.class);
        events = host.service(EventService.class);
    }

    /**
     * Sets a configuration; bundles are told on another thread.
     *
     * @param pid or factory PID, {@code ~} and name
     */
    public void configure(String pid, Map<String, String> values) {
        String[] parts = pid.split("~");
        try {
            ConfigurationAdmin admin = host.service(ConfigurationAdmin.class);
            Configuration configuration = parts.length == 1
                    ? admin.getConfiguration(parts[0], "?")
                    : admin.getFactoryConfiguration(parts[0], parts[1], "?");
            configuration.update(new Hashtable<>(values));
        } catch (Exception e) {
            throw new AssertionError(pid + " cannot be configured", e);
        }
    }

    /** Starts one with the defaults of everything. */
    public static Server start() throws Exception {
        return start(Map.of());
    }

    /**
     * Starts one on a journal in memory.
     *
     * @param configurations PID, or factory PID, {@code ~} and name, to keys and values
     */
    public static Server start(Map<String, Map<String, String>> configurations) throws Exception {
        Path storage = storage();
        return new Server(framework(storage), storage, new MemoryJournal(), configurations);
    }

    /** Starts one on a journal in memory, with a clock that can be set. */
    public static Server start(Map<String, Map<String, String>> configurations, TimeOfDay clock) throws Exception {
        Path storage = storage();
        OsgiHost host = framework(storage, TimeOfDay.class.getPackageName());
        host.context().registerService(WeavingHook.class, clock, null);
        return new Server(host, storage, new MemoryJournal(), configurations);
    }

    /** Starts one on a journal on disk, so that what is stored takes no heap. */
    public static Server startOnDisk(Map<String, Map<String, String>> configurations) throws Exception {
        Path storage = storage();
        return startOnDisk(Files.createDirectory(storage.resolve("journal")), storage, configurations);
    }

    /** Starts one on the journal in that folder, which outlives it. */
    public static Server startOnDisk(Path journal) throws Exception {
        return startOnDisk(journal, storage(), Map.of());
    }

    private static Server startOnDisk(Path folder, Path storage, Map<String, Map<String, String>> configurations)
            throws Exception {
        FileJournal journal = FileJournal.open(new DiskStore(folder), JournalOptions.DEFAULTS);
        return new Server(framework(storage), storage, journal, configurations);
    }

    private static Path storage() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "framework");
    }

    /** @param more packages that bundles get from this class path */
    private static OsgiHost framework(Path storage, String... more) throws Exception {
        List<String> packages = new ArrayList<>(List.of(more));
        packages.addAll(List.of(
                "org.slf4j;version=2.0.17", "org.slf4j.event;version=2.0.17", "org.osgi.service.cm;version=1.6.0"));
        for (String shared : SHARED) {
            packages.addAll(exports(OsgiHost.fromClassPath("io.parley." + shared + "-")));
        }
        Map<String, String> framework = Map.of(Constants.FRAMEWORK_BOOTDELEGATION, INSTRUMENTATION);
        return OsgiHost.start(storage, framework, packages.toArray(String[]::new));
    }

    /** The jar's exported packages with their versions, and nothing else of the header. */
    private static List<String> exports(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String header = file.getManifest().getMainAttributes().getValue("Export-Package");
            return Stream.of(header.replaceAll(";?uses:=\"[^\"]*\"", "").split(","))
                    .toList();
        }
    }

    public Gateway gateway() {
        return gateway;
    }

    public EventService events() {
        return events;
    }

    /** A service of one of the bundles, which may just be on its way. */
    public <T> T service(Class<T> type) {
        // Also where it is registered by names that this side does not know.
        ServiceTracker<T, T> tracker = new ServiceTracker<>(host.context(), type, null);
        tracker.open(true);
        try {
            return Objects.requireNonNull(tracker.waitForService(PATIENCE_MILLIS), "There is no " + type.getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where plug-ins are registered. */
    public BundleContext context() {
        return host.context();
    }

    @Override
    public void close() throws Exception {
        host.close();
        journalEnd.close();
        try (Stream<Path> files = Files.walk(storage)) {
            files.map(Path::toFile).sorted((a, b) -> b.compareTo(a)).forEach(File::delete);
        }
    }
}
