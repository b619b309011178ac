package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.TestServer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The server is killed at random moments under load: whatever it acknowledged arrives, in each publisher's order, and
 * with QoS 2 once.
 */
final class CrashIT {

    private static final int PER_SECOND = 5_000;
    private static final int KILLS = Integer.getInteger("parley.kills", 3);

    @ParameterizedTest
    @CsvSource({"1,false", "1,true", "2,false", "2,true"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void nothingAcknowledgedIsLost(int qos, boolean allTopics) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String name = "crash-" + qos + (allTopics ? "-all" : "-own");
        try (TestServer server = TestServer.start(name);
                Fleet fleet = new Fleet(server.address(), qos, allTopics, PER_SECOND)) {
            server.mustSurviveKill();
            fleet.start();
            for (int kill = 0; kill < KILLS; kill++) {
                fleet.awaitUp(30);
                fleet.awaitSent(500 + random.nextInt(PER_SECOND), 60);
                server.kill();
                server.startAgain();
            }
            fleet.awaitUp(30);
            fleet.awaitSent(PER_SECOND / 2, 60);
            fleet.settle(60);
            System.out.println(name + ", " + KILLS + " kills: " + fleet.figures());
            assertTrue(fleet.faults().none(), () -> "seed " + seed + ": " + fleet.faults());
        }
    }
}
