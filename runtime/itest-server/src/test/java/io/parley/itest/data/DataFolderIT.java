package io.parley.itest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.Ports;
import io.parley.itest.harness.BlockingClient;
import io.parley.itest.harness.Installation;
import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a data folder is told on standard error with exit code 2; what can be mended is mended. */
final class DataFolderIT {

    private static final String ANY_PORT = "io.parley.listener~mqtt:port=0";
    private static final String TOPIC = "data/a";
    private static final int MESSAGES = 200;
    private static final int BYTES = 256;

    /** So that what was stored is in the journal alone. */
    private static final String NO_CHECKPOINT = "io.parley.engine:checkpoint.ms=3600000";

    @TempDir
    Path work;

    @Test
    void inUse() throws Exception {
        try (Installation parley = Installation.of("data-in-use").start()) {
            Attempt.refused(work, parley.data(), ANY_PORT, parley.data().toString(), "in use", "pid " + parley.pid());
            assertTrue(parley.alive());
        }
    }

    @Test
    void aFileInItsPlace() throws Exception {
        Path file = Files.createFile(work.resolve("file"));
        Attempt.refused(work, file, ANY_PORT, file + " is a file");
        Attempt.refused(work, file.resolve("data"), ANY_PORT, file.toString());
    }

    @Test
    void aPlaceWhereNothingCanBeWritten() throws Exception {
        Attempt.refused(work, Path.of("/proc/parley"), ANY_PORT, "/proc/parley", "cannot be created or written");
    }

    @Test
    void portInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.local(0));
            String setting = "io.parley.listener~mqtt:port=" + taken.getLocalPort();
            Attempt.refused(work, work.resolve("data"), setting, String.valueOf(taken.getLocalPort()), "in use");
        }
    }

    @Test
    void aNewerFormat() throws Exception {
        Path data = filled("data-newer");
        JournalFiles journal = new JournalFiles(data);
        journal.age(journal.last(), 99);
        Attempt.refused(work, data, ANY_PORT, journal.last().toString(), "format version 99");
    }

    @Test
    void aFlippedBitInTheMiddle() throws Exception {
        Path data = filled("data-flipped");
        JournalFiles journal = new JournalFiles(data);
        List<Integer> records = journal.records(journal.last());
        assertTrue(records.size() > MESSAGES, "few records");
        int middle = records.get(records.size() / 2);
        journal.flip(journal.last(), middle);
        Attempt.refused(work, data, ANY_PORT, journal.last().toString(), "offset " + middle, "damaged");
    }

    /** All the rest is served; the one message is named, and stays where it is. */
    @Test
    void aFlippedBitInAnOldSegment() throws Exception {
        String small = "io.parley.journal.file:segment.mib=1";
        try (Installation parley = Installation.of("data-old-flipped", small).start()) {
            store(parley, 16 * 1024);
            parley.stop();
            JournalFiles journal = new JournalFiles(parley.data());
            Path oldest = journal.segments().get(0);
            assertTrue(journal.segments().size() > 2, "few segments");
            List<Integer> records = journal.records(oldest);
            int middle = records.get(records.size() / 2);
            journal.flip(oldest, middle);
            parley.start();
            List<Integer> numbers = new ArrayList<>();
            try (BlockingClient reader = BlockingClient.connect(parley.address(), "reader", false)) {
                while (numbers.size() < MESSAGES - 1) {
                    numbers.add(reader.take());
                }
                Waiting.until(
                        "the acknowledgements",
                        () -> parley.cell("parley:sessions", "INBOX", "reader").equals("1"));
            }
            List<Integer> all =
                    new ArrayList<>(IntStream.range(0, MESSAGES).boxed().toList());
            assertTrue(all.removeIf(number -> !numbers.contains(number)));
            assertEquals(all, numbers);
            String line = parley.awaitLog(0, text -> text.contains(oldest + " at offset " + middle + " "));
            assertTrue(line.contains("session:reader"), line);
            System.out.println(line);
        }
    }

    @Test
    void aTornTail() throws Exception {
        try (Installation parley = Installation.of("data-torn", NO_CHECKPOINT).start()) {
            store(parley, BYTES);
            parley.kill();
            JournalFiles journal = new JournalFiles(parley.data());
            journal.tear(journal.last());
            parley.start();
            try (BlockingClient reader = BlockingClient.connect(parley.address(), "reader", false);
                    BlockingClient writer = BlockingClient.connect(parley.address(), "writer", true)) {
                for (int number = 0; number < MESSAGES - 1; number++) {
                    assertEquals(number, reader.take());
                }
                assertTrue(writer.publish(TOPIC, MESSAGES, BYTES, false));
                assertEquals(MESSAGES, reader.take(), "the message in the torn record is gone, and nothing else");
            }
            parley.stop();
        }
    }

    /** The data folder of an installation that has stored something and was stopped. */
    private static Path filled(String name) throws IOException {
        try (Installation parley = Installation.of(name, NO_CHECKPOINT).start()) {
            store(parley, BYTES);
            parley.kill();
            return parley.data();
        }
    }

    private static void store(Installation parley, int bytes) throws IOException {
        try (BlockingClient reader = BlockingClient.connect(parley.address(), "reader", false);
                BlockingClient writer = BlockingClient.connect(parley.address(), "writer", true)) {
            reader.subscribe(TOPIC);
            reader.close();
            for (int number = 0; number < MESSAGES; number++) {
                assertTrue(writer.publish(TOPIC, number, bytes, false), "acknowledged");
            }
        }
    }
}
