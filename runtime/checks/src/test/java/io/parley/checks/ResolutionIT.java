package io.parley.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

/** Each bundle of the distribution finds what it needs in the distribution, none is there twice. */
class ResolutionIT {

    @TempDir
    Path storage;

    @Test
    void everyBundleResolves() throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "io.parley.launcher.host;version=1.0.0"));
        framework.init();
        try {
            List<Bundle> bundles = new ArrayList<>();
            for (Path file : Distribution.bundles()) {
                bundles.add(framework.getBundleContext().installBundle("reference:" + file.toUri()));
            }
            framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
            List<String> failures = new ArrayList<>();
            for (Bundle bundle : bundles) {
                if (bundle.getState() != Bundle.RESOLVED) {
                    failures.add(reason(framework, bundle));
                }
            }
            assertEquals(List.of(), failures);
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    /** The framework names what is missing only to somebody who wants to start the bundle. */
    private static String reason(Framework framework, Bundle bundle) throws BundleException {
        framework.start();
        try {
            bundle.start();
            return bundle + " resolves only when started";
        } catch (BundleException e) {
            return e.getMessage();
        }
    }
}
