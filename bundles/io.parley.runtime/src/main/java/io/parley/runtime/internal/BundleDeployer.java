package io.parley.runtime.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles in {@code deploy/}: copy, replace, delete = install, update, uninstall. A file that cannot be a bundle here is named
 * with what is wrong with it, and touches nothing: neither what its file was before, nor a bundle that came from elsewhere.
 */
final class BundleDeployer implements ArtifactInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(BundleDeployer.class);

    private static final long REFRESH_SECONDS = 60;

    private final BundleContext context;
    private final int level;
    private final Map<Path, Bundle> installed = new HashMap<>();

    /** @param level the start level of what is installed */
    BundleDeployer(BundleContext context, int level) {
        this.context = context;
        this.level = level;
    }

    @Override
    public boolean canHandle(File artifact) {
        return artifact.getName().endsWith(".jar");
    }

    @Override
    public synchronized void install(File artifact) {
        Path path = path(artifact);
        Bundle before = installed.get(path);
        try {
            BundleFile file = BundleFile.read(path);
            Optional<Bundle> twin = twin(file, before);
            if (twin.isPresent()) {
                throw new IOException(
                        file + " is there already, from " + twin.get().getLocation());
            }
            if (before == null || before.getState() == Bundle.UNINSTALLED) {
                install(path, file);
            } else {
                update(before, path, file);
            }
            startAll();
        } catch (IOException | BundleException e) {
            LOG.error(
                    "{} is not used: {}{}",
                    path,
                    words(e),
                    before == null ? "" : "; " + name(before) + " stays as it is");
        }
    }

    @Override
    public void update(File artifact) {
        install(artifact);
    }

    @Override
    public synchronized void uninstall(File artifact) throws BundleException {
        Path path = path(artifact);
        Bundle bundle = installed.remove(path);
        if (bundle != null && bundle.getState() != Bundle.UNINSTALLED) {
            bundle.uninstall();
            LOG.info("{} is uninstalled, since {} is gone", name(bundle), path);
            refresh(List.of(bundle));
            startAll();
        }
    }

    private void install(Path path, BundleFile file) throws IOException, BundleException {
        try (InputStream in = Files.newInputStream(path)) {
            Bundle bundle = context.installBundle(path.toUri().toString(), in);
            installed.put(path, bundle);
            bundle.adapt(BundleStartLevel.class).setStartLevel(level);
            LOG.info("{} is installed from {}", file, path);
        }
        refresh(hosts(file));
    }

    /** The bundle stops for the update, and starts again by itself if it was started. */
    private void update(Bundle bundle, Path path, BundleFile file) throws IOException, BundleException {
        String before = name(bundle);
        try (InputStream in = Files.newInputStream(path)) {
            bundle.update(in);
            LOG.info("{} is updated to {} from {}", before, file, path);
        }
        refresh(Stream.concat(Stream.of(bundle), hosts(file).stream()).toList());
    }

    /** A fragment joins its hosts only when they are wired anew. */
    private List<Bundle> hosts(BundleFile file) {
        return Stream.of(context.getBundles())
                .filter(bundle -> file.host()
                        .filter(host -> host.equals(bundle.getSymbolicName()))
                        .isPresent())
                .toList();
    }

    private void refresh(Collection<Bundle> bundles) {
        if (bundles.isEmpty()) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(bundles, event -> done.countDown());
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{} and what depends on it was not wired anew within {} s", bundles, REFRESH_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What could not be resolved before perhaps can be now; each time it cannot is told. */
    private void startAll() {
        installed.forEach((path, bundle) -> {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null
                    && (bundle.getState() & (Bundle.INSTALLED | Bundle.RESOLVED)) != 0) {
                try {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                } catch (BundleException e) {
                    LOG.error("{} of {} does not start: {}", name(bundle), path, words(e));
                }
            }
        });
    }

    private Optional<Bundle> twin(BundleFile file, Bundle itself) {
        return Stream.of(context.getBundles())
                .filter(bundle -> !bundle.equals(itself)
                        && file.name().equals(bundle.getSymbolicName())
                        && file.version().equals(bundle.getVersion()))
                .findFirst();
    }

    private static Path path(File artifact) {
        return artifact.toPath().toAbsolutePath().normalize();
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Felix says the same a second time behind "Unresolved requirements", and of an activator's failure only the class. */
    private static String words(Exception e) {
        String message = String.valueOf(e.getMessage()).replaceFirst(" Unresolved requirements:.*", "");
        return e instanceof BundleException && e.getCause() != null && !(e.getCause() instanceof BundleException)
                ? message + ": " + e.getCause()
                : message;
    }
}
