package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The server is killed at random moments under load: whatever it acknowledged arrives, in each publisher's order, and
 * with QoS 2 once. What one fleet has left is there when the next one comes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrashIT {

    private static final int PER_SECOND = 5_000;
    private static final int KILLS = Integer.getInteger("parley.kills", 2);

    private static final int TRANSACTION_KILLS = Integer.getInteger("parley.transaction.kills", 3);

    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        server = TestServer.start("crash");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"crash/,1,false", "crash/,1,true", "crash/,2,false", "crash/,2,true", "$queue/crash-,1,false"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void nothingAcknowledgedIsLost(String prefix, int qos, boolean allTopics) throws Exception {
        server.mustSurviveKill();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String name = (prefix.startsWith("$") ? "crash-queue-" : "crash-") + qos + (allTopics ? "-all" : "-own");
        try (Fleet fleet = new Fleet(server.address(), name, prefix + name + "-", qos, allTopics, PER_SECOND)) {
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

    /** Those who follow the group learn it, though they were killed with the member; what happens next to that is what they are told next. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void thatASessionWasHeldIsToldAsOverOnceAndNotAtALaterStart() throws Exception {
        server.mustSurviveKill();
        try (BlockingClient member = BlockingClient.connect(server.address(), "crash-held", false);
                BlockingClient watcher = BlockingClient.connect(server.address(), "crash-watcher", false)) {
            member.subscribe("$group/crash-group");
            watcher.subscribe("$parley/groups/crash-group");
            server.kill();
        }
        server.startAgain();
        try (BlockingClient watcher = BlockingClient.connect(server.address(), "crash-watcher", false)) {
            assertEquals(told("detached"), watcher.takeText());
            server.kill();
        }
        server.startAgain();
        try (BlockingClient watcher = BlockingClient.connect(server.address(), "crash-watcher", false);
                BlockingClient member = BlockingClient.connect(server.address(), "crash-held", false)) {
            assertEquals(told("attached"), watcher.takeText());
            server.kill();
        }
        server.startAgain();
        try (BlockingClient watcher = BlockingClient.connect(server.address(), "crash-watcher", false)) {
            assertEquals(told("detached"), watcher.takeText());
        }
    }

    private static String told(String change) {
        return "{\"group\":\"crash-group\",\"session\":\"crash-held\",\"change\":\"%s\"}".formatted(change);
    }

    /** The server is killed in the midst of transactions, after the last kill with nobody there who could help. */
    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void transactionsAreWholeOrAbsent() throws Exception {
        server.mustSurviveKill();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TransactionFleet fleet = new TransactionFleet(server.address(), "crash-transactions-", random);
        for (int kill = 0; kill < TRANSACTION_KILLS; kill++) {
            fleet.start();
            fleet.accounts().awaitCommitted(20 + random.nextInt(200), 60);
            // Not just when one has been committed.
            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
            server.kill();
            fleet.awaitEnd();
            server.startAgain();
        }
        System.out.println("transactions, " + TRANSACTION_KILLS + " kills: " + fleet.settle());
        assertTrue(fleet.faults().none(), () -> "seed " + seed + ": " + fleet.faults());
    }
}
