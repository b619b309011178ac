package io.parley.itest.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Operator;
import io.parley.itest.harness.TestServer;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions are taken from one started server to another, several at once, while messages come for them and their clients are connected; one of the two is
 * killed at random moments. Each session is at one of them, and in the end at the other one, with every message once and in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationIT {

    private static final int SESSIONS = Integer.getInteger("parley.moves", 30);
    private static final int KILLS = Integer.getInteger("parley.move.kills", 3);
    private static final int AT_ONCE = 8;

    /** What a client gets before its session is moved. */
    private static final int FIRST = 3;

    private static final String FROM = "move-from";
    private static final String TO = "move-to";

    private final Object killing = new Object();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> pausesWithKill = Collections.synchronizedList(new ArrayList<>());
    private final List<MovedClient> clients = new ArrayList<>();
    private volatile int kills;
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
        threads.shutdownNow();
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

    /** Whether it went; not when somebody was killed meanwhile. */
    private boolean move(int session) {
        try {
            return operator.exec("parley:sessionmove " + id(session) + " other", "")
                    .contains("is at other now");
        } catch (AssertionError | IOException e) {
            return false;
        }
    }

    private boolean isGone(int session) {
        try {
            return BlockingClient.isElsewhere(from.address(), id(session));
        } catch (IOException e) {
            return false;
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
            clients.add(new MovedClient(id(i), from.address(), to.address()));
        }
        MoveTraffic traffic = new MoveTraffic(from.address(), SESSIONS, MigrationIT::id);
        try (traffic) {
            moveAll(traffic, random);
        }
        for (int i = 0; i < SESSIONS; i++) {
            int session = i;
            IOException refused = assertThrows(
                    IOException.class,
                    () -> BlockingClient.connect(from.address(), id(session), false)
                            .close());
            assertEquals("refused with return code 3", refused.getMessage());
            clients.get(i).assertAllThere(traffic.acknowledged(i));
        }
        for (TestServer each : List.of(from, to)) {
            assertFalse(each.output().contains("cannot be brought up to date"), each::output);
        }
        System.out.println(SESSIONS + " sessions moved, " + traffic.count() + " messages, " + KILLS
                + " kills; pauses of a client: " + figures(pauses) + "; while a server was killed: "
                + figures(pausesWithKill));
    }

    private static String figures(List<Long> nanos) {
        List<Long> sorted =
                nanos.stream().sorted().map(TimeUnit.NANOSECONDS::toMillis).toList();
        return sorted.isEmpty()
                ? "none"
                : sorted.size() + ", median " + sorted.get(sorted.size() / 2) + " ms, longest "
                        + sorted.get(sorted.size() - 1) + " ms";
    }

    private void moveAll(MoveTraffic traffic, Random random) throws Exception {
        ExecutorService movers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                boolean kills = (i + 1) * KILLS / SESSIONS > i * KILLS / SESSIONS;
                // At any step, either of them.
                int micros = kills ? random.nextInt(30_000) : -1;
                TestServer dies = random.nextBoolean() ? from : to;
                all.add(movers.submit(() -> {
                    move(session, traffic, dies, micros);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e);
        } finally {
            movers.shutdownNow();
        }
    }

    private void move(int session, MoveTraffic traffic, TestServer dies, int micros) throws Exception {
        int killsBefore = kills;
        traffic.begin(session);
        MovedClient client = clients.get(session);
        BlockingClient connected = Waiting.forValue(() -> id(session) + " to get its first messages", () -> {
            try {
                return Optional.of(client.begin(FIRST));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        CompletableFuture<Void> moved = CompletableFuture.runAsync(
                () -> {
                    try {
                        if (micros >= 0) {
                            moveAndKill(session, dies, micros);
                        }
                        // Asking takes the session over from its client for a moment, so not before it was tried.
                        Waiting.until(id(session) + " to be gone", () -> move(session) || isGone(session));
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
        long pause = client.follow(connected);
        moved.get();
        traffic.end(session);
        (kills == killsBefore ? pauses : pausesWithKill).add(pause);
    }

    private void moveAndKill(int session, TestServer dies, int micros) throws IOException, InterruptedException {
        synchronized (killing) {
            CompletableFuture<Boolean> moving = CompletableFuture.supplyAsync(() -> move(session), threads);
            TimeUnit.MICROSECONDS.sleep(micros);
            kills++;
            dies.kill();
            dies.startAgain();
            moving.join();
        }
    }
}
