package io.parley.journal.file.internal.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.journal.file.internal.FileJournal;
import io.parley.journal.file.internal.store.DiskStore;
import io.parley.spi.health.Health.Status;
import io.parley.testkit.FutureAppend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalHostTest {

    @TempDir
    private Path data;

    private FileJournal published;
    private JournalHost host;

    @BeforeEach
    void makeHost() {
        host = new JournalHost(data, journal -> {
            published = journal;
            return () -> published = null;
        });
    }

    @AfterEach
    void stopHost() {
        host.stop();
    }

    @Test
    void opensBelowTheDataFolderAndSaysSo() throws Exception {
        assertEquals(Status.STARTING, host.report().status());
        host.configure(Map.of());

        append("taken");
        assertEquals(Status.UP, host.report().status());
        assertTrue(host.report().message().contains(data.resolve("journal").toString()));
        assertEquals(64L << 20, published.options().segmentBytes());
    }

    @Test
    void startsAndStopsAgainAndAgain() throws Exception {
        for (int start = 1; start <= 3; start++) {
            host.configure(Map.of("segment.mib", "1"));
            assertEquals(start, published.epoch());
            append("taken");
            host.stop();
            assertNull(published);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "segment.mib, 0, 1 to 1024",
        "segment.mib, many, 1 to 1024",
        "max.record.mib, 5000, 1 to 1023",
        "max.pending.mib, -1, 1 to 65536",
        "spare.segments, 65, 0 to 64"
    })
    void aWrongValueIsNamedAndTheLastGoodConfigurationGoesOn(String key, String value, String allowed)
            throws Exception {
        host.configure(Map.of(key, value));
        assertEquals(Status.DOWN, host.report().status());
        assertNamed(key, value, allowed);
        assertNull(published);

        host.configure(Map.of("max.pending.mib", 8));
        assertEquals(Status.UP, host.report().status());

        host.configure(Map.of(key, value));
        assertEquals(Status.DEGRADED, host.report().status());
        assertNamed(key, value, allowed);
        assertEquals(8L << 20, published.options().maxPendingBytes());
        append("still taken");

        host.configure(Map.of("max.pending.mib", 9));
        assertEquals(Status.UP, host.report().status());
        assertEquals(9L << 20, published.options().maxPendingBytes());
    }

    @Test
    void aFolderThatIsInUseIsDownUntilItIsFree() throws Exception {
        Path folder = data.resolve("elsewhere");
        Map<String, Object> configuration = Map.of("folder", folder.toString());
        try (FileJournal owner = FileJournal.open(
                new DiskStore(folder), Settings.of(Map.of(), data).options())) {
            assertEquals(1, owner.epoch());
            host.configure(configuration);
            assertEquals(Status.DOWN, host.report().status());
            assertTrue(
                    host.report().message().contains("in use by"), host.report().message());
            assertNull(published);
        }
        host.configure(configuration);
        assertEquals(Status.UP, host.report().status());
        append("taken");
    }

    @Test
    void damageIsDown() throws Exception {
        Path folder = Files.createDirectories(data.resolve("journal"));
        writeGarbage(folder.resolve("control"));
        host.configure(Map.of());

        assertEquals(Status.DOWN, host.report().status());
        assertTrue(
                host.report().message().contains("control is damaged"),
                host.report().message());
    }

    @Test
    void anotherFolderCountsFromTheNextStartOn() throws Exception {
        host.configure(Map.of());
        host.configure(Map.of("folder", data.resolve("other").toString()));
        assertEquals(Status.DEGRADED, host.report().status());
        append("taken");
        assertEquals(data.resolve("journal").toString(), published.where());
    }

    private void append(String text) throws Exception {
        FutureAppend append = new FutureAppend(text);
        published.append(append);
        append.position();
    }

    private void assertNamed(String key, String value, String allowed) {
        String message = host.report().message();
        assertTrue(
                message.contains(FileJournalComponent.PID)
                        && message.contains(key + " = " + value)
                        && message.contains(allowed),
                message);
    }

    private static void writeGarbage(Path file) throws IOException {
        Files.write(file, new byte[10_000]);
    }
}
