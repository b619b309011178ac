package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import io.parley.messaging.internal.transaction.Transactions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that moves messages from queue to queue in transactions is killed at random moments. Each number that it sends to
 * {@code a} goes on to {@code b} and {@code c} in one transaction, and from these two to {@code d} in another one.
 */
@Timeout(600)
class TransactionKillTest {

    /** {@code -Dparley.kills} has them in portions. */
    private static final int KILLS = Integer.getInteger("parley.kills", Boolean.getBoolean("parley.soak") ? 200 : 8);

    private static final int LONGEST_MILLIS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void everyTransactionIsWholeOrAbsent() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long acknowledged = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            String run = "seed " + seed + ", kill " + kill;
            Process process = fork(acknowledged);
            try (BufferedReader lines = process.inputReader()) {
                assertEquals("ready", lines.readLine(), run);
                process.onExit()
                        .orTimeout(random.nextInt(LONGEST_MILLIS) + 1, java.util.concurrent.TimeUnit.MILLISECONDS)
                        .handle((exited, timeout) -> process.toHandle().destroyForcibly())
                        .join();
                for (String line = lines.readLine(); line != null && line.endsWith("."); line = lines.readLine()) {
                    acknowledged = Long.parseLong(line.substring(0, line.length() - 1));
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        assertTrue(acknowledged > 0, "nothing was sent, seed " + seed);
        System.out.println(KILLS + " kills, " + acknowledged + " numbers on their way");
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

    /** The process that is killed. Checks what it finds, says that it is ready, and then prints each number that it has sent. */
    static final class Child {

        private final StragglerHost at;
        private final Transactions transactions;

        private Child(StragglerHost at) {
            this.at = at;
            this.transactions = new Transactions(at.engine, at.pipeline);
        }

        public static void main(String[] args) throws Exception {
            Child child = new Child(new StragglerHost(Path.of(args[0])));
            try {
                long next = child.check(Long.parseLong(args[1])) + 1;
                System.out.println("ready");
                child.work(next);
            } catch (Throwable e) {
                e.printStackTrace();
                System.exit(1);
            }
        }

        /** @return the highest number */
        private long check(long acknowledged) {
            TreeSet<Long> all = new TreeSet<>();
            List<Long> b = numbers("b");
            assertEquals(b, numbers("c"), "b and c are filled and emptied together");
            long there = 0;
            for (List<Long> queue : List.of(numbers("a"), b, numbers("d"))) {
                all.addAll(queue);
                there += queue.size();
            }
            assertEquals(all.size(), there, "a number is in one place");
            if (!all.isEmpty()) {
                assertEquals(all.last() - all.first() + 1, there, "none is missing between the first and the last");
                assertTrue(all.last() >= acknowledged, "what was acknowledged is there");
            } else {
                assertEquals(-1, acknowledged);
            }
            // The last one stays, to tell which was the highest.
            long last = all.isEmpty() ? -1 : all.last();
            Fixture.get(at.admin.purge(Address.queue("d"), message -> number(message) < last, 10_000));
            return last;
        }

        private List<Long> numbers(String queue) {
            at.consume(Address.queue(queue)).cancel();
            return Fixture.get(at.admin.browse(Address.queue(queue), all -> true, 10_000)).stream()
                    .map(Child::number)
                    .toList();
        }

        private static long number(Message message) {
            return Long.parseLong(Collected.text(message));
        }

        private void work(long from) throws Exception {
            Collected a = at.consume(Address.queue("a"));
            Collected b = at.consume(Address.queue("b"));
            Collected c = at.consume(Address.queue("c"));
            for (long next = from; ; next++) {
                Fixture.get(at.service.send(to("a", next)));
                System.out.println(next + ".");
                Delivery one = a.request(1).next();
                Fixture.get(transactions
                        .begin(Duration.ofSeconds(30))
                        .acknowledge(one)
                        .send(to("b", number(one.message())))
                        .send(to("c", number(one.message())))
                        .commit());
                Delivery left = b.request(1).next();
                Delivery right = c.request(1).next();
                assertEquals(number(left.message()), number(right.message()));
                Fixture.get(transactions
                        .begin(Duration.ofSeconds(30))
                        .acknowledge(left)
                        .acknowledge(right)
                        .send(to("d", number(left.message())))
                        .commit());
            }
        }

        private static Message to(String queue, long number) {
            return Message.to(Address.queue(queue))
                    .payload(Long.toString(number))
                    .build();
        }
    }
}
