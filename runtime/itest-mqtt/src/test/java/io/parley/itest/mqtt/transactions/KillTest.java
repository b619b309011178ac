package io.parley.itest.mqtt.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.QueueAdmin;
import io.parley.api.session.SessionService;
import io.parley.api.session.StateValue;
import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Server;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server is killed at random moments while a client of MQTT 5 commits transactions, each of which sends the next number to one queue,
 * tells it to another one and keeps it in the session's state: all three know the same numbers whenever it starts again.
 */
@Timeout(600)
final class KillTest {

    /** {@code -Dparley.kills} has them in portions. */
    private static final int KILLS = Integer.getInteger("parley.kills", Boolean.getBoolean("parley.soak") ? 200 : 3);

    private static final int LONGEST_MILLIS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void everyTransactionIsWholeOrAbsent() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String run = "seed " + seed + ", kill " + kill;
            Process process = fork(acknowledged);
            try (BufferedReader lines = process.inputReader()) {
                assertEquals("ready", lines.readLine(), run);
                if (kill == 0) { // However slow it is here, something is committed.
                    acknowledged = committed(lines.readLine());
                }
                process.onExit()
                        .orTimeout(random.nextInt(LONGEST_MILLIS) + 1, TimeUnit.MILLISECONDS)
                        .handle((exited, timeout) -> process.toHandle().destroyForcibly())
                        .join();
                for (String line = lines.readLine(); line != null && line.endsWith("."); line = lines.readLine()) {
                    acknowledged = committed(line);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        assertTrue(acknowledged > 0, "nothing was committed, seed " + seed);
        System.out.println(KILLS + " kills, " + acknowledged + " transactions of a client");
    }

    private static long committed(String line) {
        return Long.parseLong(line.substring(0, line.length() - 1));
    }

    private Process fork(long acknowledged) throws IOException {
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp");
        Collections.addAll(command, System.getProperty("java.class.path"), Child.class.getName());
        Collections.addAll(command, folder.toString(), Long.toString(acknowledged));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The process that is killed. Checks what it finds, says that it is ready, and prints each number that is committed. */
    static final class Child {

        private static final int MOST = 10_000;

        private final Server server;

        private Child(Server server) {
            this.server = server;
        }

        public static void main(String[] args) throws Exception {
            try {
                Server server = Server.startOnDisk(Path.of(args[0]));
                new Child(server).run(Broker.whole(server), Long.parseLong(args[1]));
            } catch (Throwable e) {
                e.printStackTrace();
                System.exit(1);
            }
        }

        private static <T> T get(CompletionStage<T> stage) throws Exception {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }

        private void run(Broker broker, long acknowledged) throws Exception {
            Peer client = broker.open(Dialect.V5);
            client.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~client'] }");
            assertEquals(0, client.packet().at(1));
            String session = broker.prefix() + "client";
            StateValue last = get(server.service(SessionService.class).state(session, "last"))
                    .orElse(null);
            long next = last == null ? 1 : number(last.value().toBytes()) + 1;
            assertTrue(next > acknowledged, () -> acknowledged + " is lost");
            List<Long> all = LongStream.range(1, next).boxed().toList();
            assertEquals(all, numbers(broker.prefix() + "one", next));
            assertEquals(all, numbers(broker.prefix() + "two", next));
            System.out.println("ready");
            work(client, next, last == null ? 0 : last.version(), session);
        }

        private List<Long> numbers(String queue, long next) throws Exception {
            return next == 1
                    ? List.of()
                    : get(server.service(QueueAdmin.class).browse(Address.queue(queue), all -> true, MOST)).stream()
                            .map(message -> number(message.payload().toBytes()))
                            .toList();
        }

        private static long number(byte[] text) {
            return Long.parseLong(new String(text, UTF_8));
        }

        private void work(Peer client, long from, long before, String session) throws Exception {
            long version = before;
            for (long next = from; next < MOST; next++) {
                String part = "26 ['parley-transaction'] ['t']";
                client.send(
                        "32 { ['$queue/~one'] 0001 { %s 26 ['parley-transaction-begin'] ['30000'] } '%d' }",
                        part, next);
                client.send(
                        "32 { ['$transaction'] 0002 { %s 26 ['parley-transaction-state'] ['last'] 26"
                                + " ['parley-transaction-state-version'] ['%d'] } '%d' }",
                        part, version, next);
                client.send(
                        "32 { ['$queue/~two'] 0003 { %s 26 ['parley-transaction-end'] ['commit'] } '%d' }", part, next);
                client.sees("40 { 0001 } 40 { 0002 } 40 { 0003 }");
                System.out.println(next + ".");
                version = next == 1
                        ? get(server.service(SessionService.class).state(session, "last"))
                                .orElseThrow()
                                .version()
                        : version + 1;
            }
        }
    }
}
