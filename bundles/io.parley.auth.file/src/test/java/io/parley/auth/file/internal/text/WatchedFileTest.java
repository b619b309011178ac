package io.parley.auth.file.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {

    @TempDir
    Path folder;

    private Path path;
    private WatchedFile<String> file;
    private long time = 1_000;

    @BeforeEach
    void prepare() {
        path = folder.resolve("f");
        file = new WatchedFile<>(path, WatchedFileTest::read, "nothing", PosixFilePermission.OTHERS_READ, "open");
    }

    private static String read(byte[] content) throws LineException {
        String text = new String(content, StandardCharsets.UTF_8);
        if (text.contains("bad")) {
            throw new LineException(7, "this is bad; allowed is good");
        }
        return text;
    }

    private void write(String text) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.fromMillis(time += 10));
    }

    @Test
    void changeCountsOnceTheFileIsQuiet() throws Exception {
        write("one");
        assertTrue(file.lookNow());
        assertEquals("one", file.content());
        assertFalse(file.look());
        write("two");
        assertFalse(file.look(), "may still be written");
        write("three");
        assertFalse(file.look(), "still");
        assertEquals("one", file.content());
        assertTrue(file.look());
        assertEquals("three", file.content());
        assertFalse(file.look());
    }

    @Test
    void fileThatReplacesItCounts() throws Exception {
        write("one");
        file.lookNow();
        FileTime before = Files.getLastModifiedTime(path);
        Path next = Files.writeString(folder.resolve("next"), "two");
        Files.setLastModifiedTime(next, before);
        Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        file.look();
        assertTrue(file.look(), "of the same size and time");
        assertEquals("two", file.content());
    }

    @Test
    void wrongContentIsNamedAndChangesNothing() throws Exception {
        write("good");
        file.lookNow();
        write("bad");
        file.look();
        assertFalse(file.look());
        assertEquals("good", file.content());
        assertEquals(path + ":7: this is bad; allowed is good", file.problem());
        write("good again");
        file.look();
        assertTrue(file.look());
        assertEquals("", file.problem());
    }

    @Test
    void fileThatGoesChangesNothing() throws Exception {
        write("good");
        file.lookNow();
        Files.delete(path);
        assertFalse(file.look());
        assertEquals("good", file.content());
        assertEquals(path + ": there is no such file", file.problem());
        write("good");
        file.look();
        assertTrue(file.look());
        assertEquals("", file.problem());
    }

    @Test
    void withoutAFileThereIsNothing() {
        assertFalse(file.lookNow());
        assertEquals("nothing", file.content());
        assertTrue(file.problem().contains("no such file"), file.problem());
    }

    @Test
    void tooLargeFileIsNotRead() throws Exception {
        write("x".repeat((16 << 20) + 1));
        assertFalse(file.lookNow());
        assertTrue(file.problem().contains("16777216"), file.problem());
    }
}
