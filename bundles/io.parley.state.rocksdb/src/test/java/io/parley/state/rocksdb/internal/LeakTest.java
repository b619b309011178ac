package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.FIRST;
import static io.parley.state.rocksdb.internal.Fixture.entries;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.spi.journal.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leaked cache or database keeps its memory and files; sixty of them would be seen. */
class LeakTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    @Test
    void openingAndClosingLeavesNothingBehind() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "Linux tells what a process holds");
        Process process = Fixture.start(Opener.class, folder, temporary);
        String[] printed;
        try {
            printed = new String(process.getInputStream().readAllBytes(), UTF_8).split("\\R");
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> String.join("; ", printed));
        String[] before = printed[0].split(" ");
        String[] after = printed[1].split(" ");
        assertEquals(before[0], after[0], "open files");
        long grown = Long.parseLong(after[1]) - Long.parseLong(before[1]);
        assertTrue(grown < 96 << 10, "60 openings with 8 MiB of cache each left " + grown + " KiB");
    }

    /** Opens, reads, fails and closes; prints open files and KiB in memory after 10 and after 70 times. */
    static final class Opener {

        private static final int ENTRIES = 8000;

        private Opener() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            try (RocksDbView view = RocksDbView.open(settings(folder))) {
                view.write(entries("a", 0, ENTRIES, 1000), 1);
            }
            useAndClose(folder, 10);
            System.out.println(held());
            useAndClose(folder, 60);
            System.out.println(held());
        }

        private static void useAndClose(Path folder, int times) throws JournalException {
            for (int i = 0; i < times; i++) {
                try (RocksDbView view = RocksDbView.open(settings(folder))) {
                    int[] count = {0};
                    view.scan("a", FIRST, null, (key, value) -> ++count[0] > 0);
                    if (count[0] != ENTRIES) {
                        throw new IllegalStateException(count[0] + " entries");
                    }
                    failInside(view);
                }
            }
        }

        private static void failInside(RocksDbView view) throws JournalException {
            try {
                view.scan("a", FIRST, null, (key, value) -> {
                    throw new UnsupportedOperationException();
                });
            } catch (UnsupportedOperationException e) {
                return;
            }
            throw new IllegalStateException("a visitor's failure was swallowed");
        }

        private static String held() throws IOException {
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                return files.count() + " " + status("VmRSS:");
            }
        }

        private static String status(String name) throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("\\D", "");
        }
    }
}
