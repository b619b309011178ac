package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.FIRST;
import static io.parley.state.rocksdb.internal.Fixture.entries;
import static io.parley.state.rocksdb.internal.Fixture.key;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static io.parley.state.rocksdb.internal.Fixture.tableFiles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.spi.journal.JournalException;
import io.parley.spi.journal.JournalState;
import io.parley.spi.journal.ViewChanges;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {

    @TempDir
    private Path folder;

    @Test
    void aFlippedBitIsNamedAndStopsWritesButNotReadsElsewhere() throws Exception {
        Path damaged = fillAndFlipABit();
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            String message = assertThrows(
                            JournalException.class, () -> view.scan("a", FIRST, null, (key, value) -> true))
                    .getMessage();

            assertTrue(message.contains(damaged.getFileName().toString()) && message.contains("checksum"), message);
            assertInstanceOf(JournalState.Failed.class, view.state());
            String refusal = assertThrows(JournalException.class, () -> view.write(new ViewChanges(), 9))
                    .getMessage();
            assertTrue(refusal.contains(damaged.getFileName().toString()), refusal);
            assertNotNull(view.get("b", key("00000000")));
            assertEquals(8, view.position());
        }
        assertTrue(Files.exists(damaged));
    }

    private Path fillAndFlipABit() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(entries("a", 0, 1000, 1000), 7);
            view.write(entries("b", 0, 1, 10), 8);
        }
        Path largest = null;
        for (Path file : tableFiles(folder)) {
            largest = largest == null || Files.size(file) > Files.size(largest) ? file : largest;
        }
        try (RandomAccessFile file = new RandomAccessFile(largest.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int value = file.read();
            file.seek(file.length() / 2);
            file.write(value ^ 4);
        }
        return largest;
    }

    @Test
    void aWriteThatFailsTakesNoEffectAndTheNextOneWorksAgain() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(new ViewChanges().put("a", key("k"), key("1")), 1);
            withoutDatabaseFolder(() -> {
                ViewChanges changes =
                        new ViewChanges().put("a", key("k"), key("2")).put("a", key("only here"), key("x"));
                String message = assertThrows(JournalException.class, () -> view.write(changes, 2))
                        .getMessage();
                assertTrue(message.contains(folder.toString()) && message.contains(".sst"), message);
            });
            assertInstanceOf(JournalState.Refusing.class, view.state());
            assertEquals(1, view.position());
            assertArrayEquals(key("1"), view.get("a", key("k")));
            assertNull(view.get("a", key("only here")));

            view.write(new ViewChanges().put("a", key("l"), key("3")), 3);

            assertInstanceOf(JournalState.Writable.class, view.state());
            assertEquals(3, view.position());
        }
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            assertEquals(3, view.position());
            assertArrayEquals(key("1"), view.get("a", key("k")));
            assertArrayEquals(key("3"), view.get("a", key("l")));
            assertNull(view.get("a", key("only here")));
        }
    }

    @Test
    void aFailedWriteIsForgottenAtClosing() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(new ViewChanges().put("a", key("k"), key("1")), 1);
            withoutDatabaseFolder(() -> assertThrows(
                    JournalException.class, () -> view.write(new ViewChanges().put("b", key("k"), key("2")), 2)));
        }
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            assertEquals(1, view.position());
            assertEquals(Set.of("a"), view.tables());
        }
    }

    @Test
    void aVisitorMayWriteWhileOthersDo() throws Exception {
        try (RocksDbView view = RocksDbView.open(settings(folder))) {
            view.write(entries("a", 0, 20, 10), 1);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 20; i++) {
                    writeUnchecked(view, "b");
                    resizeUnchecked(view, 1 + i % 3);
                }
            });
            int[] count = {0};
            view.scan("a", FIRST, null, (key, value) -> {
                writeUnchecked(view, "c");
                return ++count[0] > 0;
            });
            other.get(30, TimeUnit.SECONDS);

            assertEquals(20, count[0]);
            assertEquals(Set.of("a", "b", "c"), view.tables());
        }
    }

    private static void writeUnchecked(RocksDbView view, String table) {
        try {
            view.write(new ViewChanges().put(table, key("k"), key("v")), 1);
        } catch (JournalException e) {
            throw new AssertionError(e);
        }
    }

    private static void resizeUnchecked(RocksDbView view, int mib) {
        try {
            view.resize(mib, mib);
        } catch (JournalException e) {
            throw new AssertionError(e);
        }
    }

    /** A file stands in the folder's place, so that no new file can be made in it; open files are still read. */
    private void withoutDatabaseFolder(Runnable action) throws IOException {
        Path database = folder.resolve("rocksdb");
        Path away = folder.resolve("away");
        Files.move(database, away);
        // Without it RocksDB may make the folder anew, for its notes, and find room for the rest there.
        Files.createFile(database);
        try {
            action.run();
        } finally {
            Files.delete(database);
            Files.move(away, database);
        }
    }
}
