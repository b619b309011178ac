package io.parley.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

    @TempDir
    Path folder;

    @Test
    void nameIsThePid() {
        assertEquals("io.parley.listener~mqtt", ConfigurationFile.pid(folder.resolve("io.parley.listener~mqtt.cfg")));
        assertTrue(ConfigurationFile.isOne(folder.resolve("io.parley.listener~mqtt.cfg")));
        assertFalse(ConfigurationFile.isOne(folder.resolve("io.parley.listener~mqtt.cfg.swp")));
        assertFalse(ConfigurationFile.isOne(folder.resolve("logback.xml")));
        assertFalse(ConfigurationFile.isOne(folder.resolve("a b.cfg")));
    }

    @Test
    void valuesAreUtf8AndStripped() throws Exception {
        Path file = Files.writeString(folder.resolve("a.cfg"), "# note\nname = Žofie  \nempty =\nlist = a, b\n");
        assertEquals(Map.of("name", "Žofie", "empty", "", "list", "a, b"), ConfigurationFile.read(file));
    }

    @Test
    void malformedFileIsNamed() throws Exception {
        Path escape = Files.writeString(folder.resolve("a.cfg"), "a = \\u12");
        Path bytes = Files.write(folder.resolve("b.cfg"), new byte[] {'a', '=', (byte) 0xff});
        for (Path file : new Path[] {escape, bytes}) {
            String message = assertThrows(IOException.class, () -> ConfigurationFile.read(file))
                    .getMessage();
            assertTrue(message.contains(file.toString()), message);
        }
    }
}
