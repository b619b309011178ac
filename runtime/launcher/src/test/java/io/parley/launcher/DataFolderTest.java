package io.parley.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temporary;

    @Test
    void isCreatedWithItsDeployFolder() throws Exception {
        try (DataFolder data = DataFolder.open(temporary.resolve("a/b"))) {
            assertEquals(temporary.resolve("a/b"), data.path());
            assertTrue(Files.isDirectory(temporary.resolve("a/b/deploy")));
        }
    }

    @Test
    void secondUserIsToldWhoHasIt() throws Exception {
        try (DataFolder data = DataFolder.open(temporary)) {
            String message = assertThrows(LaunchException.class, () -> DataFolder.open(temporary))
                    .getMessage();
            assertTrue(message.contains(data.path() + " is in use by another process"), message);
            assertTrue(message.contains("pid " + ProcessHandle.current().pid()), message);
        }
        DataFolder.open(temporary).close();
    }

    @Test
    void fileInTheWayIsNamed() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        for (Path folder : new Path[] {file, file.resolve("below")}) {
            String message = assertThrows(LaunchException.class, () -> DataFolder.open(folder))
                    .getMessage();
            assertTrue(message.contains(folder + " cannot be"), message);
        }
    }
}
