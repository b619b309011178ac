package io.parley.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    void wrongEncodingIsNamedWithItsPlace() throws Exception {
        Path latin = Files.write(
                folder.resolve("a.cfg"), "# ü\na = 1\nname = Müller\n".getBytes(StandardCharsets.ISO_8859_1));
        Path cut = Files.write(folder.resolve("b.cfg"), new byte[] {'a', '=', (byte) 0xc3});
        assertEquals(
                "configuration file " + latin + " cannot be read: byte 0xfc at offset 2, in line 1, is not UTF-8",
                assertThrows(IOException.class, () -> ConfigurationFile.read(latin))
                        .getMessage());
        assertEquals(
                "configuration file " + cut + " cannot be read: byte 0xc3 at offset 2, in line 1, is not UTF-8",
                assertThrows(IOException.class, () -> ConfigurationFile.read(cut))
                        .getMessage());
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
