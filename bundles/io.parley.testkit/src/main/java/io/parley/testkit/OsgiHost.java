package io.parley.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/**
 * An OSGi framework in the test's own JVM, bare but for what the test installs: to see that a built bundle resolves,
 * starts, and can be updated. The framework itself must be on the test's class path.
 */
public final class OsgiHost implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 20_000;

    private final Framework framework;

    private OsgiHost(Framework framework) {
        this.framework = framework;
    }

    /**
     * Starts a framework.
     *
     * @param storage an empty folder of the framework's own
     * @param properties framework properties
     * @param sharedPackages what bundles get from the test's class path, so that a test can call their services;
     *     each as in an Export-Package header, for example {@code "org.slf4j;version=2.0.17"}
     */
    public static OsgiHost start(Path storage, Map<String, String> properties, String... sharedPackages)
            throws BundleException {
        Map<String, String> all = new HashMap<>(properties);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", sharedPackages));
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        framework.start();
        return new OsgiHost(framework);
    }

    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Installs that file, and starts it. */
    public Bundle install(Path jar) throws BundleException, IOException {
        try (InputStream content = Files.newInputStream(jar)) {
            Bundle bundle = context().installBundle(jar.toUri().toString(), content);
            bundle.start();
            return bundle;
        }
    }

    /** Installs and starts Declarative Services and Config Admin, which must be on the test's class path. */
    public void installComponentRuntime() throws BundleException, IOException {
        for (String name : new String[] {
            "org.osgi.util.function-",
            "org.osgi.util.promise-",
            "org.osgi.service.component-",
            "org.apache.felix.configadmin-",
            "org.apache.felix.scr-"
        }) {
            install(fromClassPath(name));
        }
    }

    /** Replaces the bundle's content and lets go of its old class loader. */
    public void update(Bundle bundle, Path jar) throws BundleException, IOException, InterruptedException {
        try (InputStream content = Files.newInputStream(jar)) {
            bundle.update(content);
        }
        refresh();
    }

    /** Lets go of the class loaders of everything updated or uninstalled, and returns when that is done. */
    public void refresh() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(null, event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        if (!done.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the framework does not refresh");
        }
    }

    /** The service, as soon as there is one that the filter matches; it stays in use until the framework stops. */
    public <T> T service(Class<T> type, String filter) throws Exception {
        String both = "(&(" + Constants.OBJECTCLASS + "=" + type.getName() + ")" + filter + ")";
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context(), context().createFilter(both), null);
        tracker.open();
        T service = tracker.waitForService(PATIENCE_MILLIS);
        if (service == null) {
            throw new AssertionError("no service " + both);
        }
        return service;
    }

    /** The service, as soon as there is one. */
    public <T> T service(Class<T> type) throws Exception {
        return service(type, "");
    }

    /** The jar on the class path whose file name begins so. */
    public static Path fromClassPath(String prefix) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().startsWith(prefix)) {
                return jar;
            }
        }
        throw new AssertionError("nothing on the class path begins with " + prefix);
    }

    /** The jar that this module's build has made. */
    public static Path built() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() ->
                            new AssertionError("no jar in " + Path.of("target").toAbsolutePath()));
        }
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(PATIENCE_MILLIS);
    }
}
