package io.parley.state.rocksdb.internal;

import static io.parley.state.rocksdb.internal.Fixture.entries;
import static io.parley.state.rocksdb.internal.Fixture.key;
import static io.parley.state.rocksdb.internal.Fixture.settings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.parley.spi.journal.JournalException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyTest {

    @TempDir
    private Path temp;

    @Test
    void aCopyHasWhatTheViewHadAndNothingLater() throws Exception {
        Path copy = temp.resolve("copy");
        byte[] kept;
        try (RocksDbView view = RocksDbView.open(settings(temp.resolve("view")))) {
            view.write(entries("a", 0, 2_000, 1_000), 10);
            view.write(entries("b", 0, 10, 10), 20);
            kept = view.get("a", key("00001234"));
            view.copyTo(copy);
            view.write(entries("c", 0, 10, 10), 30);
            view.write(entries("a", 1_234, 1, 5), 40);
            assertThrows(JournalException.class, () -> view.copyTo(copy), "it is there");
        }
        try (RocksDbView restored = RocksDbView.open(settings(copy))) {
            assertEquals(20, restored.position());
            assertEquals(Set.of("a", "b"), restored.tables());
            assertArrayEquals(kept, restored.get("a", key("00001234")));
            assertNull(restored.get("c", key("00000001")));
            restored.write(entries("c", 0, 10, 10), 30);
        }
    }

    @Test
    void aClosedViewRefuses() throws Exception {
        RocksDbView view = RocksDbView.open(settings(temp.resolve("view")));
        view.close();
        assertThrows(JournalException.class, () -> view.copyTo(temp.resolve("copy")));
    }
}
