package io.parley.itest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Command;
import io.parley.itest.harness.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged before a backup that was made under load is there, once and in order, where it is restored. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class BackupIT {

    private static final int BYTES = 4096;
    private static final int SOME = 1_000;

    @TempDir
    Path work;

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void isRestoredElsewhere() throws Exception {
        Path backup = work.resolve("backup");
        int before;
        // Small segments, so that some are trimmed, and some are behind the last one.
        try (Installation parley = Installation.of(
                        "backup", "io.parley.journal.file:segment.mib=1", "io.parley.engine:checkpoint.ms=100")
                .start()) {
            inbox(parley, "away");
            inbox(parley, "here");
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> publish(parley));
            take(parley, "here", SOME);
            before = acknowledged.get();
            System.out.println(parley.exec("parley:backup " + backup).strip() + "; " + before
                    + " messages were acknowledged before, " + acknowledged.get() + " after");
            take(parley, "here", 100);
            stop.set(true);
            load.get(1, TimeUnit.MINUTES);
        }
        try (Installation elsewhere = Installation.of("restored")) {
            String run = Installation.run().toString();
            String data = elsewhere.data().toString();
            System.out.println(Command.run(List.of(run, "--restore", backup.toString(), "--data", data)));
            elsewhere.start();
            int stored = Integer.parseInt(elsewhere.cell("parley:sessions", "INBOX", "away"));
            assertTrue(stored >= before, stored + " of " + before);
            assertEquals(IntStream.range(0, stored).boxed().toList(), take(elsewhere, "away", stored));
            int rest = Integer.parseInt(elsewhere.cell("parley:sessions", "INBOX", "here"));
            List<Integer> late = take(elsewhere, "here", rest);
            assertEquals(IntStream.range(stored - rest, stored).boxed().toList(), late);
            inbox(elsewhere, "new");
            elsewhere.stop();
        }
    }

    private static void inbox(Installation parley, String name) throws IOException {
        try (BlockingClient client = BlockingClient.connect(parley.address(), name, false)) {
            client.subscribe("backup/a");
        }
    }

    private void publish(Installation parley) {
        try (BlockingClient publisher = BlockingClient.connect(parley.address(), "publisher", true)) {
            for (int number = 0; !stop.get(); number++) {
                assertTrue(publisher.publish("backup/a", number, BYTES, false));
                acknowledged.set(number + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes and acknowledges so many messages. */
    private static List<Integer> take(Installation parley, String name, int count) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (BlockingClient client = BlockingClient.connect(parley.address(), name, false)) {
            while (numbers.size() < count) {
                numbers.add(client.take());
            }
        }
        return numbers;
    }
}
