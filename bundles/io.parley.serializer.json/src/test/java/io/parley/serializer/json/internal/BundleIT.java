package io.parley.serializer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.api.message.Payload;
import io.parley.spi.serializer.Serializer;
import io.parley.testkit.Garbage;
import io.parley.testkit.OsgiHost;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The built bundle in a bare framework, with Jackson's own bundles. */
@Timeout(120)
class BundleIT {

    /** A type of the application's. */
    public record Note(Instant at, String text) {}

    @TempDir
    private Path folder;

    @Test
    void updatesWorkAndLeaveNoClassLoaderBehind() throws Exception {
        try (OsgiHost host = OsgiHost.start(
                folder,
                Map.of(),
                "io.parley.api.message;version=1.0.0",
                "io.parley.spi.serializer;version=1.0.0",
                "io.parley.spi.plugin;version=1.0.0")) {
            host.installComponentRuntime();
            host.install(OsgiHost.fromClassPath("jackson-annotations-"));
            host.install(OsgiHost.fromClassPath("jackson-core-"));
            host.install(OsgiHost.fromClassPath("jackson-databind-"));
            Bundle bundle = host.install(OsgiHost.built());
            for (int round = 0; round < 3; round++) {
                use(host);
                bundle.stop();
                bundle.start();
                use(host);
                WeakReference<ClassLoader> old =
                        new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
                host.update(bundle, OsgiHost.built());
                Garbage.awaitCollected(old, "the class loader of version " + round);
            }
            use(host);
        }
    }

    private static void use(OsgiHost host) throws Exception {
        Serializer serializer = host.service(Serializer.class, "(serializer.name=application/json)");
        Note note = new Note(Instant.EPOCH, "hello");
        Payload payload = serializer.write(note);
        assertEquals(note, serializer.read(payload, Note.class));
        assertEquals(Optional.of("hello"), serializer.field(payload, "text"));
    }
}
