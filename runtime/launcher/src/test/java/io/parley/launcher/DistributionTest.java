package io.parley.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {

    @TempDir
    Path home;

    @Test
    void bundlesComeInTheOrderOfTheTable() throws Exception {
        Path bundles = write("# first\n1 b\n\n4  a # last\n", "a", "b");
        assertEquals(
                List.of(
                        new Distribution.Entry(1, bundles.resolve("b.jar")),
                        new Distribution.Entry(4, bundles.resolve("a.jar"))),
                distribution().bundles(false));
    }

    @Test
    void someAreForATerminalAndSomeForNone() throws Exception {
        Path bundles = write("1 a\n2 plain no-terminal\n2 rich terminal\n", "a", "plain", "rich");
        Distribution.Entry a = new Distribution.Entry(1, bundles.resolve("a.jar"));
        assertEquals(
                List.of(a, new Distribution.Entry(2, bundles.resolve("plain.jar"))),
                distribution().bundles(false));
        assertEquals(
                List.of(a, new Distribution.Entry(2, bundles.resolve("rich.jar"))),
                distribution().bundles(true));
    }

    @Test
    void tableAndFolderMustAgree() throws Exception {
        write("1 a\n", "a", "b");
        assertFails("gives no start level to [" + home.resolve("bundles/b.jar"));
        write("1 a\n1 b\n1 c\n");
        assertFails("names " + home.resolve("bundles/c.jar") + ", which is missing or named twice");
        write("1 a\n1 b\n1 a\n");
        assertFails("names " + home.resolve("bundles/a.jar") + ", which is missing or named twice");
    }

    @Test
    void malformedLineIsNamed() throws Exception {
        for (String line : List.of("a", "0 a", "x a", "1 a b")) {
            write(line + "\n", "a");
            assertFails("\"" + line + "\"");
        }
    }

    private Distribution distribution() {
        return new Distribution(home, home.resolve("config"));
    }

    private void assertFails(String words) {
        String message = assertThrows(
                        LaunchException.class, () -> distribution().bundles(false))
                .getMessage();
        assertTrue(message.contains(words), message);
    }

    private Path write(String table, String... names) throws Exception {
        Path bundles = Files.createDirectories(home.resolve("bundles"));
        Files.writeString(bundles.resolve("start-levels"), table);
        for (String name : names) {
            Files.write(bundles.resolve(name + ".jar"), new byte[0]);
        }
        return bundles;
    }
}
