package io.parley.itest;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Does to one bundle everything that can be done to a bundle, and remembers the class loaders that went. */
final class Swapper {

    private final BundleContext context;
    private final Bundle bundle;
    private final Path jar;
    private final List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    private int version;

    Swapper(BundleContext context, String symbolicName, Path jar) {
        this.context = context;
        this.jar = jar;
        this.bundle = find(context, symbolicName);
    }

    static Bundle find(BundleContext context, String symbolicName) {
        for (Bundle candidate : context.getBundles()) {
            if (symbolicName.equals(candidate.getSymbolicName())) {
                return candidate;
            }
        }
        throw new IllegalStateException("There is no bundle " + symbolicName);
    }

    /** One round of everything. */
    void round() throws Exception {
        renew();
        outrank();
    }

    /** The next version comes; and it goes and comes back. */
    void renew() throws Exception {
        remember(bundle);
        try (InputStream next = Jars.version(jar, "1.0." + ++version)) {
            bundle.update(next);
        }
        refresh(bundle);
        bundle.stop();
        bundle.start();
    }

    /** Another bundle takes the name over, and gives it back. */
    private void outrank() throws Exception {
        Bundle better;
        try (InputStream ranked = Jars.ranked(jar, 100)) {
            better = context.installBundle("ranked:" + jar.getFileName(), ranked);
        }
        better.start();
        remember(better);
        better.uninstall();
        refresh(better);
    }

    private void refresh(Bundle which) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(which), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        if (!refreshed.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Not refreshed: " + which);
        }
    }

    private void remember(Bundle which) {
        gone.add(new WeakReference<>(which.adapt(BundleWiring.class).getClassLoader()));
    }

    /** How many class loaders there were. */
    int loaders() {
        return gone.size();
    }

    /** How many of them are still there after the collector has had every chance. */
    long retained() throws InterruptedException {
        long left = gone.size();
        for (int attempt = 0; attempt < 50 && left > 0; attempt++) {
            System.gc();
            // The collector clears references on its own thread: give it the processor.
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            left = gone.stream().filter(loader -> loader.get() != null).count();
        }
        return left;
    }
}
