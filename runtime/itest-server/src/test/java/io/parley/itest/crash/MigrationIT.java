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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Sessions are taken from one started server to another, several at once, while messages come for them and their clients are connected; one of the two is
 * killed at random moments. Each session is at one of them, and in the end at the other one, or back at the first one, with every message once and in order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrationIT {

    private static final int SESSIONS = Integer.getInteger("parley.moves", 30);
    private static final int KILLS = Integer.getInteger("parley.move.kills", 3);
    private static final int AT_ONCE = 8;

    /** What a client gets before its session is moved. */
    private static final int MESSAGES_BEFORE = 3;

    /** One of so many comes back. */
    private static final int RETURNS = 5;

    private static final String FIRST = "move-from";
    private static final String SECOND = "move-to";

    private final Object killing = new Object();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> pausesWithKill = Collections.synchronizedList(new ArrayList<>());
    private final List<MovedClient> clients = new ArrayList<>();
    private int kills; // guarded by killing

    /** Odd while a server is down. */
    private volatile int downs; // changed by whoever kills

    private TestServer first;
    private TestServer second;
    private Way there;
    private Way back;

    /** Sessions go this way. */
    private record Way(TestServer from, TestServer to, Operator operator) {}

    @BeforeAll
    void start() throws IOException {
        Path secret = Path.of("target", "move-secret").toAbsolutePath();
        Files.createDirectories(secret.getParent());
        Files.writeString(secret, "only these two know it\n");
        int atFirst = Ports.free();
        int atSecond = Ports.free();
        second = TestServer.start(SECOND, settings(secret, atSecond, atFirst, ""));
        String reference = "127.0.0.1:" + second.address().getPort();
        first = TestServer.start(FIRST, settings(secret, atFirst, atSecond, reference));
        there = new Way(
                first, second, Operator.of(Path.of("target", "data", FIRST).toAbsolutePath()));
        back = new Way(
                second, first, Operator.of(Path.of("target", "data", SECOND).toAbsolutePath()));
    }

    private static String[] settings(Path secret, int here, int other, String reference) {
        return new String[] {
            "io.parley.peer.listener:port=" + here,
            "io.parley.peer.listener:secret.file=" + secret,
            "io.parley.peer~other:name=other",
            "io.parley.peer~other:port=" + other,
            "io.parley.peer~other:secret.file=" + secret,
            "io.parley.peer~other:timeout.seconds=5",
            "io.parley.peer~other:reference=" + reference
        };
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    private static String id(int session) {
        return "moved-" + session;
    }

    /** Whether it went; not when somebody was killed meanwhile. */
    private static boolean move(int session, Way way) {
        try {
            return way.operator
                    .exec("parley:sessionmove " + id(session) + " other", "")
                    .contains("is at other now");
        } catch (AssertionError | IOException e) {
            return false;
        }
    }

    private static boolean isGone(int session, Way way) {
        try {
            return BlockingClient.isElsewhere(way.from.address(), id(session));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void eachIsAtOneOfThemWithEveryMessageOnce() throws Exception {
        first.mustSurviveKill();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < SESSIONS; i++) {
            BlockingClient.connect(first.address(), id(i), false).close();
            clients.add(new MovedClient(id(i)));
        }
        List<Integer> all = IntStream.range(0, SESSIONS).boxed().toList();
        List<Integer> returning =
                all.stream().filter(session -> session % RETURNS == 0).toList();
        MoveTraffic traffic = new MoveTraffic(first.address(), SESSIONS, MigrationIT::id);
        try (traffic) {
            moveAll(all, there, KILLS, traffic, random);
            moveAll(returning, back, (KILLS + RETURNS - 1) / RETURNS, traffic, random);
        }
        for (int i = 0; i < SESSIONS; i++) {
            Way way = i % RETURNS == 0 ? back : there;
            int session = i;
            IOException refused = assertThrows(
                    IOException.class,
                    () -> BlockingClient.connect(way.from.address(), id(session), false)
                            .close());
            assertEquals("refused with return code 3", refused.getMessage());
            clients.get(i).assertAllThere(way.to.address(), traffic.acknowledged(i));
        }
        for (TestServer each : List.of(first, second)) {
            assertFalse(each.output().contains("cannot be brought up to date"), each::output);
        }
        System.out.println(SESSIONS + " sessions moved, " + returning.size() + " of them back, " + traffic.count()
                + " messages, " + kills + " kills; pauses of a client: " + figures(pauses)
                + "; while a server was killed: " + figures(pausesWithKill));
    }

    private static String figures(List<Long> nanos) {
        List<Long> sorted =
                nanos.stream().sorted().map(TimeUnit.NANOSECONDS::toMillis).toList();
        return sorted.isEmpty()
                ? "none"
                : sorted.size() + ", median " + sorted.get(sorted.size() / 2) + " ms, longest "
                        + sorted.get(sorted.size() - 1) + " ms";
    }

    private void moveAll(List<Integer> sessions, Way way, int toKill, MoveTraffic traffic, Random random)
            throws Exception {
        ExecutorService movers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            int count = sessions.size();
            for (int i = 0; i < count; i++) {
                int session = sessions.get(i);
                boolean withKill = (i + 1) * toKill / count > i * toKill / count;
                // At any step, either of them.
                int micros = withKill ? random.nextInt(30_000) : -1;
                TestServer dies = random.nextBoolean() ? first : second;
                all.add(movers.submit(() -> {
                    move(session, way, traffic, dies, micros);
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

    private void move(int session, Way way, MoveTraffic traffic, TestServer dies, int micros) throws Exception {
        int downsBefore = downs;
        traffic.begin(session);
        MovedClient client = clients.get(session);
        BlockingClient connected = Waiting.forValue(() -> id(session) + " to get its first messages", () -> {
            try {
                return Optional.of(client.begin(way.from.address(), MESSAGES_BEFORE));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        CompletableFuture<Void> moved = CompletableFuture.runAsync(
                () -> {
                    try {
                        if (micros >= 0) {
                            moveAndKill(session, way, dies, micros);
                        }
                        // Asking takes the session over from its client for a moment, so not before it was tried.
                        Waiting.until(id(session) + " to be gone", () -> move(session, way) || isGone(session, way));
                    } catch (IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
        long pause = client.follow(connected, way.from.address(), way.to.address());
        moved.get();
        traffic.end(session);
        boolean allUp = downsBefore % 2 == 0 && downs == downsBefore;
        (allUp ? pauses : pausesWithKill).add(pause);
    }

    private void moveAndKill(int session, Way way, TestServer dies, int micros)
            throws IOException, InterruptedException {
        synchronized (killing) {
            CompletableFuture<Boolean> moving = CompletableFuture.supplyAsync(() -> move(session, way), threads);
            TimeUnit.MICROSECONDS.sleep(micros);
            kills++;
            downs++;
            dies.kill();
            dies.startAgain();
            downs++;
            moving.join();
        }
    }
}
