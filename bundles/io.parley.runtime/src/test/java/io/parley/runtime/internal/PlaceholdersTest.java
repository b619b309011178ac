package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {

    @TempDir
    Path folder;

    private Placeholders placeholders;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("codec"), "gzip");
        placeholders =
                new Placeholders(List.of(folder), Map.of("HOME", "/root")::get, Map.of("parley.data", "/d")::get);
    }

    private String wrong(String value) {
        return assertThrows(IOException.class, () -> placeholders.check("io.parley.x", Map.of("key", value)))
                .getMessage();
    }

    @Test
    void whatIsThereIsRight() {
        for (String value : List.of(
                "$[secret:codec]",
                "$[env:HOME]/x",
                "a $[prop:parley.data] b $[env:HOME]",
                "$[env:NOTHING;default=3]",
                "$[secret:nothing;type=Integer;default=3]",
                "\\$[secret:nothing]",
                "$[other:nothing]",
                "")) {
            assertDoesNotThrow(() -> placeholders.check("io.parley.x", Map.of("key", value)), value);
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertEquals(
                "io.parley.x: key needs the secret 'nothing', and there is no file of that name in " + folder,
                wrong("a $[env:HOME] $[secret:nothing]"));
        assertEquals(
                "io.parley.x: key needs the environment variable 'NOTHING', which is not set", wrong("$[env:NOTHING]"));
        assertEquals(
                "io.parley.x: key needs the property 'nothing', which is not set",
                wrong("$[prop:nothing;type=Integer]"));
    }

    @Test
    void secretsStayInTheirFolder() throws Exception {
        Files.writeString(folder.resolveSibling(folder.getFileName() + ".outside"), "x");
        wrong("$[secret:../" + folder.getFileName() + ".outside]");
    }
}
