package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.key;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.health.Health;
import io.parley.spi.health.Health.Status;
import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.View;
import io.parley.spi.journal.ViewChanges;
import io.parley.testkit.Garbage;
import io.parley.testkit.OsgiHost;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The built bundle in a framework. */
@Timeout(120)
class BundleIT {

    @TempDir
    private Path folder;

    private OsgiHost host;

    @BeforeEach
    void start() throws Exception {
        host = OsgiHost.start(
                folder.resolve("felix"),
                Map.of("parley.data", folder.resolve("data").toString()),
                "io.parley.spi.journal;version=1.0.0",
                "io.parley.spi.health;version=1.0.0",
                "io.parley.spi.configuration;version=1.0.0",
                "io.parley.spi.metrics;version=1.0.0",
                "org.osgi.service.cm;version=1.6.0",
                "org.slf4j;version=2.0.17");
        host.installComponentRuntime();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @Test
    void stopStartUpdateAndRefreshKeepTheView() throws Exception {
        Bundle bundle = host.install(OsgiHost.built());
        long position = 0;
        for (int round = 0; round < 2; round++) {
            useView(++position);
            bundle.stop();
            assertNull(host.context().getServiceReference(View.class));
            assertNull(host.context().getServiceReference(Health.class));
            bundle.start();
            useView(++position);
            WeakReference<ClassLoader> old = new WeakReference<>(loader(bundle));
            host.update(bundle, OsgiHost.built());
            useView(++position);
            Garbage.awaitCollected(old, "the class loader of the bundle's old version");
        }
    }

    private void useView(long position) throws Exception {
        View view = host.service(View.class);
        assertEquals(position - 1, view.position());
        view.write(new ViewChanges().put("t", key("k"), key("v" + position)), position);
        assertArrayEquals(key("v" + position), view.get("t", key("k")));
        assertEquals(Status.UP, health().status());
    }

    private static ClassLoader loader(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    @Test
    void memorySizesChangeUnderTheSameServiceAndAWrongValueChangesNothing() throws Exception {
        host.install(OsgiHost.built());
        View view = host.service(View.class);
        view.write(new ViewChanges().put("t", key("k"), key("v")), 1);

        configure("block.cache.mib", "plenty");
        awaitHealth(Status.DEGRADED, "io.parley.state.rocksdb: block.cache.mib = plenty is not allowed");
        assertArrayEquals(key("v"), view.get("t", key("k")));

        configure("block.cache.mib", 8);
        awaitHealth(Status.UP, folder.resolve("data/view").toString());
        assertArrayEquals(key("v"), view.get("t", key("k")));
        assertEquals(view, host.service(View.class));
    }

    @Test
    void aViewThatCannotBeOpenedSaysWhyAndIsThereOnceItCan() throws Exception {
        Path view = Files.createDirectories(folder.resolve("data/view"));
        Files.writeString(view.resolve("FORMAT"), "parley-view 99\n");
        host.install(OsgiHost.built());

        awaitHealth(Status.DOWN, "format 99");
        assertNull(host.context().getServiceReference(View.class));

        configure("folder", folder.resolve("elsewhere").toString());
        awaitHealth(Status.UP, "elsewhere");
        assertEquals(0, host.service(View.class).position());
    }

    @Test
    void aStoppedBundlesViewRefusesCalls() throws Exception {
        Bundle bundle = host.install(OsgiHost.built());
        View view = host.service(View.class);
        bundle.stop();

        assertThrows(JournalException.class, () -> view.get("t", key("k")));
    }

    private void configure(String key, Object value) throws Exception {
        Configuration configuration =
                host.service(ConfigurationAdmin.class).getConfiguration("io.parley.state.rocksdb", "?");
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(key, value);
        configuration.update(properties);
    }

    /** Config Admin tells of a change on a thread of its own. */
    private void awaitHealth(Status status, String message) throws Exception {
        while (health().status() != status) {
            Thread.onSpinWait();
        }
        assertTrue(health().message().contains(message), health().message());
    }

    private Health.Report health() throws Exception {
        return host.service(Health.class).report();
    }
}
