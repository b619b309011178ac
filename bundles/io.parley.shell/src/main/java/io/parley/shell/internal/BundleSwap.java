package io.parley.shell.internal;

import io.parley.engine.plugin.PluginStatus;
import io.parley.engine.plugin.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** Puts another version of a plug-in's bundle in its place, while calls go on, and measures how long who was away for that. */
final class BundleSwap {

    private static final String PLUGINS =
            "io\\.parley\\.spi\\." + "(serializer|compressor|router|filter|interceptor|security|protocol)\\..*";

    private static final int TIMEOUT_MILLIS = 30_000;

    private final BundleContext context;
    private final Plugins plugins;

    BundleSwap(BundleContext context, Plugins plugins) {
        this.context = context;
        this.plugins = plugins;
    }

    /** What happened, in words. Nothing has when it fails before the bundle is stopped. */
    String swap(String name, String source) throws IOException, BundleException {
        Bundle bundle = bundle(name);
        Set<String> offered = offered(bundle);
        if (offered.isEmpty()) {
            throw new IllegalArgumentException(bundle.getSymbolicName() + " is no plug-in that is running");
        }
        Path next = fetch(source);
        try {
            check(bundle, next, source);
            return swap(bundle, offered, next);
        } finally {
            Files.delete(next);
        }
    }

    private String swap(Bundle bundle, Set<String> offered, Path next) throws IOException, BundleException {
        String before = bundle.getVersion().toString();
        int held = held(offered);
        long begun = System.nanoTime();
        bundle.stop(Bundle.STOP_TRANSIENT);
        long drained = System.nanoTime();
        try (InputStream in = Files.newInputStream(next)) {
            bundle.update(in);
        }
        refresh(bundle);
        start(bundle, before);
        long back = System.nanoTime();
        return String.join(
                "\n",
                bundle.getSymbolicName() + ": " + before + " is " + bundle.getVersion() + " now",
                "offers: " + String.join(", ", offered(bundle)),
                "calls under way when it began: " + held,
                "drained in " + millis(begun, drained) + " ms, away for " + millis(begun, back) + " ms in all");
    }

    /** One that does not start is given up for what the bundle was installed from. */
    private void start(Bundle bundle, String before) throws BundleException {
        try {
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            String version = bundle.getVersion().toString();
            bundle.update();
            refresh(bundle);
            bundle.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
            throw new BundleException(
                    version + " does not start, so " + bundle.getVersion() + " from " + bundle.getLocation()
                            + " runs again (it was " + before + "): " + e.getMessage(),
                    e);
        }
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }

    private Bundle bundle(String name) {
        return Stream.of(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()) || name.equals("" + bundle.getBundleId()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no bundle " + name + "; lb lists them"));
    }

    /** The kinds and names of the plug-ins that the bundle has registered. */
    static Set<String> offered(Bundle bundle) {
        Set<String> offered = new TreeSet<>();
        ServiceReference<?>[] services = bundle.getRegisteredServices();
        for (ServiceReference<?> service : services == null ? new ServiceReference<?>[0] : services) {
            for (String type : (String[]) service.getProperty(Constants.OBJECTCLASS)) {
                if (type.matches(PLUGINS)) {
                    String kind = kind(type);
                    names(service.getProperty(kind + ".name")).forEach(one -> offered.add((kind + " " + one).strip()));
                }
            }
        }
        return offered;
    }

    private static String kind(String type) {
        return type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static List<String> names(Object value) {
        return value instanceof String[] several ? List.of(several) : List.of(value == null ? "" : value.toString());
    }

    private int held(Set<String> offered) {
        return plugins.all().stream()
                .flatMap(registry -> registry.status().stream())
                .filter(status -> offered.contains(status.kind() + " " + status.name()))
                .mapToInt(PluginStatus::holds)
                .sum();
    }

    /** Whole, before anything is stopped. */
    private static Path fetch(String source) throws IOException {
        Path file = Files.createTempFile("parley-swap", ".jar");
        try {
            URI uri = source.matches("[a-z]{2,}:.*")
                    ? URI.create(source)
                    : Path.of(source).toUri();
            URLConnection connection = uri.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (InputStream in = connection.getInputStream()) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException | IllegalArgumentException e) {
            Files.delete(file);
            throw new IOException(source + " cannot be fetched: " + e.getMessage(), e);
        }
    }

    private static void check(Bundle bundle, Path file, String source) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            String name =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null || !name.split(";", 2)[0].strip().equals(bundle.getSymbolicName())) {
                throw new IOException("it is " + name + ", not " + bundle.getSymbolicName());
            }
        } catch (IOException e) {
            throw new IOException(source + " is not used: " + e.getMessage(), e);
        }
    }

    private void refresh(Bundle bundle) throws BundleException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> done.countDown());
        try {
            if (!done.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new BundleException(bundle.getSymbolicName() + " was not wired anew within 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BundleException("interrupted while " + bundle.getSymbolicName() + " was wired anew", e);
        }
    }
}
