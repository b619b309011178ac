package io.parley.itest.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.Without;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Without its only compressor what needs it waits, is counted, and goes on in order when the compressor is back. */
final class MissingCompressorIT {

    private static final String ZSTD = "io.parley.compressor.zstd";
    private static final int MESSAGES = 300;

    @Test
    void uninstalledUnderTraffic() throws Exception {
        try (Installation parley = installation("missing-uninstalled").start()) {
            Swapper zstd = new Swapper(parley, ZSTD, ZSTD + ".internal.ZstdCompressor");
            try (Traffic traffic = new Traffic(parley.address(), "$queue/packed", true, "$queue/packed").subscribe()) {
                traffic.send().flow(500);
                zstd.uninstall();
                Waiting.until("messages that are parked", () -> parked(parley) > 100);
                assertTrue(cell(parley, "parley:plugins", "PARKED", "compressor", "zstd") > 0);
                zstd.install();
                traffic.flow(1000);
                traffic.finish("without zstd");
                assertEquals(0, parked(parley));
            }
        }
    }

    @Test
    void missingAfterARestart() throws Exception {
        try (Installation whole = installation("missing-restart").start()) {
            InetSocketAddress server = whole.address();
            try (BlockingClient reader = BlockingClient.connect(server, "reader", false);
                    BlockingClient writer = BlockingClient.connect(server, "writer", true)) {
                reader.subscribe("swap/a");
                reader.close();
                for (int number = 0; number < MESSAGES; number++) {
                    assertTrue(writer.publish("swap/a", number, 256, false));
                    assertTrue(writer.publish("$queue/packed", number, 256, false));
                }
            }
            whole.stop();
            try (Installation parley = whole.under(
                            Without.bundle(Installation.home(), ZSTD, Path.of("target", "without-" + ZSTD)))
                    .start()) {
                assertThrows(IOException.class, () -> parley.bundle(ZSTD));
                try (BlockingClient inbox = BlockingClient.connect(parley.address(), "reader", false);
                        BlockingClient queue = BlockingClient.connect(parley.address(), "queue", true)) {
                    queue.subscribe("$queue/packed");
                    Waiting.until("messages that are parked", () -> parked(parley) > 0);
                    Waiting.until(
                            "an inbox that is parked",
                            () -> parley.cell("parley:sessions", "PARKED", "reader")
                                    .equals("yes"));
                    parley.deploy(ZSTD + ".jar", Files.readAllBytes(Installation.jar(ZSTD)));
                    for (int number = 0; number < MESSAGES; number++) {
                        assertEquals(number, inbox.take());
                        assertEquals(number, queue.take());
                    }
                }
                assertEquals(0, parked(parley));
                parley.stop();
            }
        }
    }

    private static Installation installation(String name) throws IOException {
        Installation parley = Installation.of(name);
        parley.configure("io.parley.queue~packed", "compressor = zstd");
        parley.configure("io.parley.topic~swap", "pattern = swap/+", "compressor = zstd");
        return parley;
    }

    private static int parked(Installation parley) throws IOException {
        return cell(parley, "parley:queues", "PARKED", "packed");
    }

    private static int cell(Installation parley, String command, String column, String... row) throws IOException {
        String text = parley.cell(command, column, row);
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
