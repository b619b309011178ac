package io.parley.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RestoreTest {

    @TempDir
    private Path temporary;

    private Path backup;
    private Path data;

    @BeforeEach
    void make() throws Exception {
        backup = temporary.resolve("backup");
        data = temporary.resolve("data");
        Files.createDirectories(backup.resolve("view/rocksdb"));
        Files.createDirectories(backup.resolve("journal"));
        Files.writeString(backup.resolve("view/rocksdb/CURRENT"), "view");
        Files.writeString(backup.resolve("journal/0000000000000000.segment"), "log");
        Files.write(
                backup.resolve("SHA256SUMS"),
                List.of(sum("view") + "  view/rocksdb/CURRENT", sum("log") + "  journal/0000000000000000.segment"));
        Files.write(backup.resolve("parley-backup"), List.of("format=1", "position=77", "made=2026-01-01T00:00:00Z"));
    }

    private static String sum(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes()));
    }

    private String restore() throws LaunchException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Restore(backup, data, new PrintStream(out)).run();
        return out.toString();
    }

    private void refused(String words) {
        String message = assertThrows(LaunchException.class, this::restore).getMessage();
        assertTrue(message.contains(words), message);
        assertFalse(Files.exists(data.resolve("view")));
        assertFalse(Files.exists(data.resolve("journal")));
    }

    @Test
    void everythingComesBack() throws Exception {
        // As an interrupted one has left it.
        Files.createDirectories(data.resolve("restore/view"));
        Files.writeString(data.resolve("restore/view/part"), "x");
        assertTrue(restore().contains("position 77"));
        assertEquals("view", Files.readString(data.resolve("view/rocksdb/CURRENT")));
        assertEquals("log", Files.readString(data.resolve("journal/0000000000000000.segment")));
        assertFalse(Files.exists(data.resolve("restore")));
        String message = assertThrows(LaunchException.class, this::restore).getMessage();
        assertTrue(message.contains("has a view already"), message);
    }

    @Test
    void whatIsNoBackupIsRefused() throws Exception {
        Files.delete(backup.resolve("parley-backup"));
        refused("it has no file parley-backup");
        Files.write(backup.resolve("parley-backup"), List.of("format=2"));
        refused("says format 2; this version of Parley restores format 1");
        backup = temporary.resolve("none");
        refused("is no backup of Parley's");
    }

    @Test
    void aTruncatedOneIsNamed() throws Exception {
        Files.writeString(backup.resolve("journal/0000000000000000.segment"), "lo");
        refused("journal/0000000000000000.segment is not what it was (2 bytes now");
        Files.delete(backup.resolve("journal/0000000000000000.segment"));
        refused("journal/0000000000000000.segment is missing");
        Files.write(backup.resolve("SHA256SUMS"), List.of(sum("view") + "  view/rocksdb/CURRENT"));
        refused("names no file in journal");
    }

    @Test
    void aListThatLeadsElsewhereIsRefused() throws Exception {
        Files.write(backup.resolve("SHA256SUMS"), List.of(sum("view") + "  view/../../x"));
        refused("is damaged: \"");
        Files.write(backup.resolve("SHA256SUMS"), List.of("nonsense"));
        refused("\"nonsense\" is no checksum");
    }

    @Test
    void aDataFolderInUseIsLeftAlone() throws Exception {
        try (DataFolder held = DataFolder.open(data)) {
            refused("is in use by another process");
        }
    }
}
