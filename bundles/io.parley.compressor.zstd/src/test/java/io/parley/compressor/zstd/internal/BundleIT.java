package io.parley.compressor.zstd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Payload;
import io.parley.spi.compressor.Compressor;
import io.parley.testkit.Garbage;
import io.parley.testkit.OsgiHost;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The built bundle in a bare framework. */
@Timeout(120)
class BundleIT {

    @TempDir
    private Path folder;

    @Test
    void manyUpdatesWorkAndLeaveNoClassLoaderBehind() throws Exception {
        try (OsgiHost host = OsgiHost.start(
                folder,
                Map.of(),
                "io.parley.api.message;version=1.0.0",
                "io.parley.spi.compressor;version=1.0.0",
                "io.parley.spi.plugin;version=1.0.0",
                "org.slf4j;version=2.0.17")) {
            host.installComponentRuntime();
            Bundle bundle = host.install(OsgiHost.built());
            for (int round = 0; round < 10; round++) {
                use(host);
                bundle.stop();
                assertNull(host.context().getServiceReference(Compressor.class));
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
        Compressor compressor = host.service(Compressor.class, "(&(compressor.name=zstd)(parley.inline=true))");
        Payload payload = Payload.wrap(ByteBuffer.wrap(new byte[100_000]));
        Payload compressed = compressor.compress(payload);
        assertTrue(compressed.size() < 100);
        assertEquals(payload, compressor.decompress(compressed, 100_000));
    }
}
