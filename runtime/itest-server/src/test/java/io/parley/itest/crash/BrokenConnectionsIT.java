package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.CuttableWire;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link CrashIT}, but it is the connections that break, all of them in the midst of their handshakes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrokenConnectionsIT {

    private static final int PER_SECOND = 5_000;
    private static final int CUTS = 2 * Integer.getInteger("parley.kills", 2);

    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        server = TestServer.start("cut");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingAcknowledgedIsLost(int qos, boolean allTopics) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String name = "cut-" + qos + (allTopics ? "-all" : "-own");
        try (CuttableWire wire = new CuttableWire(server.address());
                Fleet fleet = new Fleet(wire.address(), name, "cut/" + name + "/", qos, allTopics, PER_SECOND)) {
            fleet.start();
            for (int cut = 0; cut < CUTS; cut++) {
                fleet.awaitUp(30);
                fleet.awaitSent(200 + random.nextInt(PER_SECOND / 2), 60);
                wire.cut();
                wire.mend();
            }
            fleet.awaitUp(30);
            fleet.awaitSent(PER_SECOND / 2, 60);
            fleet.settle(60);
            System.out.println(name + ", " + CUTS + " cuts: " + fleet.figures());
            assertTrue(fleet.faults().none(), () -> "seed " + seed + ": " + fleet.faults());
        }
    }
}
