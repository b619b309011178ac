package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Operator;
import io.parley.itest.harness.TestServer;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions are taken from one started server to another while messages come for them, and one of the two is killed at random moments: each session is at
 * one of them, and in the end at the other one, with every message once and in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationIT {

    private static final int SESSIONS = Integer.getInteger("parley.moves", 30);
    private static final int KILLS = Integer.getInteger("parley.move.kills", 3);

    private static final String FROM = "move-from";
    private static final String TO = "move-to";

    private TestServer from;
    private TestServer to;
    private Operator operator;

    @BeforeAll
    void start() throws IOException {
        Path secret = Path.of("target", "move-secret").toAbsolutePath();
        Files.createDirectories(secret.getParent());
        Files.writeString(secret, "only these two know it\n");
        int port = Ports.free();
        to = TestServer.start(
                TO, "io.parley.peer.listener:port=" + port, "io.parley.peer.listener:secret.file=" + secret);
        from = TestServer.start(
                FROM,
                "io.parley.peer~other:name=other",
                "io.parley.peer~other:port=" + port,
                "io.parley.peer~other:secret.file=" + secret,
                "io.parley.peer~other:timeout.seconds=5",
                "io.parley.peer~other:reference=127.0.0.1:" + to.address().getPort());
        operator = Operator.of(Path.of("target", "data", FROM).toAbsolutePath());
    }

    @AfterAll
    void stop() {
        if (from != null) {
            from.close();
        }
        if (to != null) {
            to.close();
        }
    }

    private static String id(int session) {
        return "moved-" + session;
    }

    /** Sends numbered messages to all sessions in turn, and remembers which were acknowledged. */
    private final class Sender implements AutoCloseable {

        private final List<List<Integer>> acknowledged = new ArrayList<>();
        private final CompletableFuture<Void> ended;
        private volatile boolean ending;

        Sender() {
            for (int i = 0; i < SESSIONS; i++) {
                acknowledged.add(new ArrayList<>());
            }
            ended = CompletableFuture.runAsync(this::run);
        }

        private void run() {
            int number = 0;
            while (!ending) {
                try (BlockingClient client = BlockingClient.connect(from.address(), "move-sender", true)) {
                    boolean up = true;
                    while (up && !ending) {
                        int session = number % SESSIONS;
                        up = client.publish("$session/" + id(session), ++number, 64, false);
                        if (up) {
                            acknowledged.get(session).add(number);
                        }
                    }
                } catch (IOException e) {
                    // The server was killed, or is not back yet.
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        public void close() {
            ending = true;
            ended.join();
        }
    }

    /** Whether it went; not when somebody was killed meanwhile. */
    private boolean move(int session) {
        try {
            return operator.exec("parley:sessionmove " + id(session) + " other", "")
                    .contains("is at other now");
        } catch (AssertionError | IOException e) {
            return false;
        }
    }

    private boolean isGone(int session) throws IOException {
        try {
            operator.exec("parley:sessionshow " + id(session), "");
            return false;
        } catch (AssertionError e) {
            return e.getMessage().contains("There is no session");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void eachIsAtOneOfThemWithEveryMessageOnce() throws Exception {
        from.mustSurviveKill();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < SESSIONS; i++) {
            BlockingClient.connect(from.address(), id(i), false).close();
        }
        long longest = 0;
        Sender sender = new Sender();
        try (sender) {
            for (int i = 0; i < SESSIONS; i++) {
                long begun = System.nanoTime();
                boolean kills = (i + 1) * KILLS / SESSIONS > i * KILLS / SESSIONS;
                if (kills) {
                    moveAndKill(i, random);
                }
                int session = i;
                Waiting.until(id(i) + " to be gone", () -> isGone(session) || move(session));
                longest = kills ? longest : Math.max(longest, System.nanoTime() - begun);
            }
        }
        for (int i = 0; i < SESSIONS; i++) {
            int session = i;
            IOException refused = assertThrows(
                    IOException.class,
                    () -> BlockingClient.connect(from.address(), id(session), false)
                            .close());
            assertEquals("refused with return code 3", refused.getMessage());
            assertAllThere(session, sender.acknowledged.get(session), seed);
        }
        for (TestServer each : List.of(from, to)) {
            assertFalse(each.output().contains("cannot be brought up to date"), each::output);
        }
        System.out.println(SESSIONS + " sessions moved, " + KILLS + " kills, longest pause without one "
                + TimeUnit.NANOSECONDS.toMillis(longest) + " ms");
    }

    private void moveAndKill(int session, Random random) throws Exception {
        CompletableFuture<Boolean> moving = CompletableFuture.supplyAsync(() -> move(session));
        // At any step.
        TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
        TestServer dies = random.nextBoolean() ? from : to;
        dies.kill();
        dies.startAgain();
        moving.join();
    }

    /** In order, none twice; what was not acknowledged may be there or not. */
    private void assertAllThere(int session, List<Integer> acknowledged, long seed) throws IOException {
        Set<Integer> missing = new HashSet<>(acknowledged);
        int last = 0;
        try (BlockingClient client = BlockingClient.connect(to.address(), id(session), false)) {
            while (!missing.isEmpty()) {
                int number = client.take();
                int before = last;
                assertTrue(number > before, () -> "seed " + seed + ": " + number + " behind " + before);
                last = number;
                missing.remove(number);
            }
        }
    }
}
