package io.parley.messaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.api.message.Address;
import io.parley.api.message.Delivery;
import io.parley.api.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A payload goes through a queue of processes that could never hold it, 1 GiB in 64 MiB of heap with {@code -Psoak}: the first one is killed when
 * it has sent half, the second one when it has sent and read all, and the third one reads it once more and is done with it.
 */
@Timeout(600)
class StreamKillTest {

    private static final boolean SOAK = Boolean.getBoolean("parley.soak");
    private static final long SIZE = SOAK ? 1L << 30 : 64L << 20;
    private static final String HEAP = SOAK ? "-Xmx64m" : "-Xmx24m";

    @TempDir
    private Path folder;

    @Test
    void isWholeOrAbsentAndNeverInMemory() throws Exception {
        for (String part : List.of("half", "whole", "again")) {
            Process process = fork(part);
            try (BufferedReader lines = process.inputReader()) {
                assertEquals(part, lines.readLine());
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private Process fork(String part) throws IOException {
        List<String> command = new ArrayList<>();
        Collections.addAll(
                command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP, "-cp");
        Collections.addAll(command, System.getProperty("java.class.path"), Child.class.getName());
        Collections.addAll(command, folder.toString(), part, Long.toString(SIZE));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The process that is killed when it has said what it has done. */
    static final class Child {

        private static final Address QUEUE = Address.queue("films");

        private final StragglerHost at;
        private final Content content;
        private final long size;

        private Child(StragglerHost at, long size) {
            this.at = at;
            this.size = size;
            this.content = new Content(size, 5);
        }

        public static void main(String[] args) throws Exception {
            try {
                new Child(new StragglerHost(Path.of(args[0])), Long.parseLong(args[2])).run(args[1]);
                System.out.println(args[1]);
                System.in.read();
            } catch (Throwable e) {
                e.printStackTrace();
                System.exit(1);
            }
        }

        private void run(String part) throws Exception {
            switch (part) {
                case "half" -> {
                    send(content.stallingAt(size / 2));
                    content.awaitGiven(size / 2);
                }
                case "whole" -> {
                    Collected consumer = at.consume(QUEUE).request(1);
                    Fixture.get(send(new Content(1, 0)));
                    assertEquals(1, consumer.next().message().payload().size(), "nothing of the half");
                    send(content).toCompletableFuture().join();
                    read(consumer.request(1).next());
                }
                default -> again();
            }
        }

        private CompletionStage<?> send(Content what) {
            return at.service.sendStream(Message.to(QUEUE).build(), what);
        }

        private void read(Delivery delivery) throws IOException {
            assertEquals(size, delivery.message().payload().size());
            assertEquals(content.checksum(), Content.checksum(delivery.message().payload()));
        }

        /** Redelivered twice, then done with; by then the journal keeps next to nothing. */
        private void again() throws Exception {
            Collected consumer = at.consume(QUEUE).request(2);
            Delivery small = consumer.next();
            Fixture.get(small.ack());
            Delivery first = consumer.next();
            assertTrue(first.redelivered());
            read(first);
            // What it has goes back to the queue.
            consumer.cancel();
            Delivery second = at.consume(QUEUE).request(1).next();
            read(second);
            Fixture.get(second.ack());
            at.engine.checkpoint();
            at.engine.checkpoint();
            assertEquals(0, at.engine.references());
            assertTrue(at.kept() < 16 << 20, "kept: " + at.kept());
        }
    }
}
