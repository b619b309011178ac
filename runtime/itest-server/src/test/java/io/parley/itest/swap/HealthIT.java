package io.parley.itest.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Pages;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is wrong with a running Parley stands in words at its pages for health, and goes from there when it is well again. */
final class HealthIT {

    private static final String ZSTD = "io.parley.compressor.zstd";

    @Test
    void whatIsWrongIsSaid() throws Exception {
        int port = Ports.free();
        Installation installation = Installation.of("health", "io.parley.metrics:port=" + port);
        installation.configure("io.parley.queue~packed", "compressor = zstd");
        try (Installation parley = installation.start()) {
            Pages pages = new Pages(port);
            String well = pages.await("/ready", 200, "OK plugins: ");
            for (String check : new String[] {"disk", "engine", "journal", "lag", "listener:mqtt", "view"}) {
                assertTrue(well.contains("\nOK " + check + ": "), well);
            }
            assertEquals("200\nOK threads: No threads wait for each other\n", pages.get("/live"));

            // Two listeners on one port.
            parley.configure(
                    "io.parley.listener~second", "port = " + parley.address().getPort());
            String down = pages.await("/ready", 503, "CRITICAL listener:second: ");
            assertTrue(down.contains(String.valueOf(parley.address().getPort())), down);
            parley.configure("io.parley.listener~second", "port = -1");
            pages.await("/ready", 200, "OK listener:second");

            // A plug-in that is missing.
            Swapper zstd = new Swapper(parley, ZSTD, ZSTD + ".internal.ZstdCompressor");
            try (BlockingClient writer = BlockingClient.connect(parley.address(), "writer", true)) {
                assertTrue(writer.publish("$queue/packed", 0, 64, false));
                zstd.uninstall();
                FutureTask<Boolean> waiting = new FutureTask<>(() -> writer.publish("$queue/packed", 1, 64, false));
                new Thread(waiting).start();
                pages.await("/ready", 200, "WARN plugins: No compressor 'zstd' is running");
                parley.configure("io.parley.health", "ready.degraded = false");
                pages.await("/ready", 503, "WARN plugins: No compressor 'zstd' is running");
                zstd.install();
                assertTrue(waiting.get(30, TimeUnit.SECONDS));
                pages.await("/ready", 200, "OK plugins: ");
            }
            parley.stop();
        }
    }
}
