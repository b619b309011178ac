package io.parley.itest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Pages;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fills up while it runs, and there is room again later: nothing acknowledged is lost, nothing is pretended. */
final class DiskFullIT {

    private static final String TOPIC = "full/a";
    private static final int BYTES = 4096;
    private static final int DISK_MIB = 160;
    /** The log is on that disk, too, and the library that writes it tells so with a trace of its own. */
    private static final Pattern LOG_FAILURE =
            Pattern.compile("(?m)^.*\\[logback\\] ERROR.*\\R.*No space left on device(\\R\\tat .*)+");

    private static final int MOST = DISK_MIB * 1024 / 4;

    @TempDir
    Path work;

    @Test
    void fullAndFreedAgain() throws Exception {
        SmallDisk disk = new SmallDisk(work, DISK_MIB);
        assumeTrue(disk.possible(), "users may not have namespaces here, so there is no small disk");
        Pages pages = new Pages(Ports.free());
        try (Installation parley = Installation.of(
                        disk.run(),
                        "disk-full",
                        "io.parley.journal.file:segment.mib=1",
                        "io.parley.metrics:port=" + pages.port(),
                        "io.parley.health:disk.critical.mib=16")
                .start()) {
            InetSocketAddress server = parley.address();
            List<Integer> acknowledged = new ArrayList<>();
            try (BlockingClient reader = BlockingClient.connect(server, "reader", false)) {
                reader.subscribe(TOPIC);
            }
            try (BlockingClient writer = BlockingClient.connect(server, "writer", true)) {
                assertTrue(writer.publish("full/retained", 4711, BYTES, true));
                disk.fill(parley.data());
                int number = 0;
                for (; number < MOST && writer.publish(TOPIC, number, BYTES, false); number++) {
                    acknowledged.add(number);
                }
                assertTrue(number < MOST, "more was acknowledged than there was room for");
            }
            assertFalse(answered(server, MOST), "acknowledged on a full disk");
            try (BlockingClient other = BlockingClient.connect(server, "other", true)) {
                other.subscribe("full/retained");
                assertEquals(4711, other.take());
            }
            assertTrue(parley.output().contains("space"), parley::output);
            assertFalse(
                    LOG_FAILURE.matcher(parley.output()).replaceAll("").contains("\tat "),
                    () -> "a stack trace for the user:\n" + parley.output());
            String ready = pages.await("/ready", 503, "CRITICAL disk: ");
            assertTrue(ready.contains("WARN journal: ") && ready.contains("refuses records"), ready);
            disk.free(parley.data());
            pages.await("/ready", 200, "OK journal: ");
            Waiting.until("an acknowledgement", () -> answered(server, MOST + 1));
            acknowledged.add(MOST + 1);
            try (BlockingClient reader = BlockingClient.connect(server, "reader", false)) {
                for (int number : acknowledged) {
                    assertEquals(number, reader.take());
                }
            }
            System.out.println(acknowledged.size() + " messages acknowledged, none of them lost");
            parley.stop();
        }
    }

    /** Whether one more message is acknowledged. */
    private static boolean answered(InetSocketAddress server, int number) throws IOException {
        try (BlockingClient writer = BlockingClient.connect(server, "writer", true)) {
            return writer.publish(TOPIC, number, BYTES, false);
        }
    }
}
