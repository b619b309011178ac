package io.parley.cache.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.api.cache.CacheOptions;
import io.parley.api.cache.CacheService;
import io.parley.api.cache.NamedCache;
import io.parley.testkit.Garbage;
import io.parley.testkit.OsgiHost;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The built bundle in a bare framework: without boot delegation, jaxb or another bundle for Ehcache. */
@Timeout(120)
class BundleIT {

    @TempDir
    private Path folder;

    @Test
    void itWorksAndItsOldClassLoadersGo() throws Exception {
        try (OsgiHost host = OsgiHost.start(
                folder,
                Map.of(),
                "io.parley.api.cache;version=1.0.0",
                "org.slf4j;version=2.0.17",
                "org.slf4j.event;version=2.0.17")) {
            host.installComponentRuntime();
            Bundle bundle = host.install(OsgiHost.built());
            for (int round = 0; round < 2; round++) {
                use(host.service(CacheService.class));
                bundle.stop();
                assertNull(host.context().getServiceReference(CacheService.class));
                bundle.start();
                use(host.service(CacheService.class));
                WeakReference<ClassLoader> old =
                        new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
                host.update(bundle, OsgiHost.built());
                Garbage.awaitCollected(old, "the class loader of the bundle's old version");
            }
            use(host.service(CacheService.class));
        }
    }

    private static void use(CacheService caches) {
        assertEquals(0, caches.statistics().size());
        NamedCache<String, Integer> cache =
                caches.cache("numbers", String.class, Integer.class, new CacheOptions(100, Duration.ofMinutes(1)));
        cache.put("one", 1);
        assertEquals(Optional.of(1), cache.get("one"));
        assertEquals(1, caches.statistics().size());
    }
}
