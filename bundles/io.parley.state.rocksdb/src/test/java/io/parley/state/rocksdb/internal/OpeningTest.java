package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.entries;
import static io.parley.state.rocksdb.internal.Fixture.key;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static io.parley.state.rocksdb.internal.Fixture.tableFiles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.ViewChanges;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Env;
import org.rocksdb.Priority;

class OpeningTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderInUseIsRefusedAndItsUserGoesOn() throws Exception {
        try (RocksDbView first = RocksDbView.open(settings(folder))) {
            String message = refusal();

            assertTrue(message.contains(folder.toString()) && message.contains("in use"), message);
            first.write(entries("a", 0, 1, 10), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {FormatFile.VERSION - 1, FormatFile.VERSION + 1})
    void anotherFormatIsRefusedWithBothVersionsNamed(int other) throws Exception {
        fill();
        String content = "parley-view " + other + "\n";
        Files.writeString(folder.resolve("FORMAT"), content);

        String message = refusal();

        assertTrue(message.contains("format " + other) && message.contains("format " + FormatFile.VERSION), message);
        assertEquals(content, Files.readString(folder.resolve("FORMAT")));
    }

    /** What RocksDB makes by itself has the priority of the thread that opens the view. */
    @Test
    void theThreadsOfItsOwnWorkAreThereBeforeRocksDbWouldMakeThem() throws Exception {
        NativeLibrary.load();
        BackgroundThreads.make();
        BackgroundThreads.make();

        Env all = Env.getDefault();
        assertEquals(Tuning.FLUSHES, all.getBackgroundThreads(Priority.HIGH));
        assertEquals(Tuning.COMPACTIONS, all.getBackgroundThreads(Priority.LOW));
    }

    @Test
    void anUnreadableFormatIsRefused() throws Exception {
        fill();
        Files.writeString(folder.resolve("FORMAT"), "parley-v\0");

        String message = refusal();

        assertTrue(message.contains("FORMAT is damaged"), message);
    }

    @Test
    void aFolderOfSomethingElseIsLeftAlone() throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "Dear all");

        String message = refusal();

        assertTrue(message.contains("not empty"), message);
        assertFalse(Files.exists(folder.resolve("rocksdb")));
        assertFalse(Files.exists(folder.resolve("FORMAT")));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        folder = Files.writeString(folder.resolve("file"), "x").resolve("view");

        String message = refusal();

        assertTrue(message.contains(folder.toString()) && message.contains("cannot be read or written"), message);
    }

    @Test
    void aDatabaseThatLostItsRootIsDamagedNotNew() throws Exception {
        fill();
        Path root = folder.resolve("rocksdb/CURRENT");
        byte[] content = Files.readAllBytes(root);
        Files.delete(root);

        String message = refusal();

        assertTrue(message.contains("CURRENT"), message);
        Files.write(root, content);
        assertFilled();
    }

    @Test
    void aMissingTableFileIsNamed() throws Exception {
        fill();
        Path file = tableFiles(folder).get(0);
        Files.delete(file);

        String message = refusal();

        assertTrue(message.contains(file.getFileName().toString()) && message.contains("damaged"), message);
    }

    @Test
    void aMakingThatWasCutShortBeginsAnew() throws Exception {
        Files.writeString(folder.resolve("FORMAT.new"), "parl");
        RocksDbView.open(settings(folder.resolve("other"))).close();
        Files.move(folder.resolve("other/FORMAT"), folder.resolve("FORMAT"));
        Files.createDirectories(folder.resolve("rocksdb"));
        Files.writeString(folder.resolve("rocksdb/MANIFEST-000001"), "half a manif");

        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            assertEquals(0, view.position());
        }
    }

    @Test
    void closingTwiceIsOneAndLaterCallsAreRefused() throws Exception {
        RocksDbView view = RocksDbView.open(settings(folder));
        view.close();
        view.close();

        String message = assertThrows(JournalException.class, () -> view.get("a", key("k")))
                .getMessage();
        assertTrue(message.contains("closed"), message);
        assertThrows(JournalException.class, () -> view.write(new ViewChanges(), 1));
    }

    @Test
    void otherMemorySizesTakeEffectWhileOpen() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(entries("a", 0, 3, 10), 3);
            view.resize(1, 1);

            assertEquals(3, view.position());
            assertNotNull(view.get("a", key("00000002")));
            view.write(entries("a", 3, 3, 10), 6);
        }
    }

    private void fill() throws JournalException {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(new ViewChanges().put("a", key("k"), key("1")), 7);
        }
    }

    private void assertFilled() throws JournalException {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            assertEquals(7, view.position());
            assertArrayEquals(key("1"), view.get("a", key("k")));
        }
    }

    private String refusal() {
        return assertThrows(JournalException.class, () -> RocksDbView.open(settings(folder)))
                .getMessage();
    }
}
