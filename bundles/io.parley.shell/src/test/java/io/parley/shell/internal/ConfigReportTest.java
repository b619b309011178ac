package io.parley.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.engine.config.Definitions;
import io.parley.engine.config.KeyDefinition;
import io.parley.engine.config.KeyDefinition.Type;
import io.parley.engine.config.PidDefinition;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReportTest {

    private static final Definitions DEFINITIONS = new Definitions(new TreeMap<>(Map.of(
            "io.parley.engine",
            new PidDefinition(
                    "io.parley.engine",
                    false,
                    new TreeMap<>(
                            Map.of("shards", key("shards", Type.NUMBER), "password", key("password", Type.TEXT)))),
            "io.parley.queue",
            new PidDefinition("io.parley.queue", true, new TreeMap<>(Map.of("max", key("max", Type.NUMBER)))))));

    @TempDir
    Path folder;

    private static KeyDefinition key(String id, Type type) {
        boolean number = type == Type.NUMBER;
        return new KeyDefinition(
                id,
                type,
                false,
                "",
                Optional.of(number ? "8" : ""),
                number ? Optional.of(BigInteger.ONE) : Optional.empty(),
                number ? Optional.of(BigInteger.TEN) : Optional.empty(),
                List.of());
    }

    private static ConfigReport report(Map<String, Map<String, Object>> configured) {
        return new ConfigReport(
                DEFINITIONS,
                new TreeMap<>(configured),
                (pid, key) -> key.equals("max") ? "/etc/a.cfg" : "Config Admin");
    }

    @Test
    void whatIsSetStandsWithItsOrigin() {
        String text = report(Map.of(
                        "io.parley.queue~a", Map.of("max", "5", "service.pid", "io.parley.queue~a"),
                        "io.parley.engine", Map.of("password", "open sesame"),
                        "org.example", Map.of("other", "x")))
                .all(false);
        assertEquals("""
                PID                KEY       VALUE     FROM
                io.parley.engine   password  (hidden)  Config Admin
                io.parley.queue~a  max       5         /etc/a.cfg
                Nothing is wrong.""", text);
    }

    @Test
    void onePidHasAllItsKeys() {
        assertEquals("""
                io.parley.engine
                KEY       VALUE  FROM     ALLOWED
                password  -      default  -
                shards    8      default  a whole number from 1 to 10
                Nothing is wrong.""", report(Map.of()).of("io.parley.engine"));
        String factory = report(
                        Map.of("io.parley.queue~a", Map.of("max", "50", "mx", "1"), "io.parley.queue~b", Map.of()))
                .of("io.parley.queue");
        assertTrue(factory.startsWith("io.parley.queue~a\nKEY"), factory);
        assertTrue(factory.contains("\n\nio.parley.queue~b\n"), factory);
        assertTrue(factory.contains("max is a whole number from 1 to 10, not '50'"), factory);
        assertTrue(factory.contains("there is no key mx; similar: max"), factory);
    }

    @Test
    void anUnknownPidIsNamed() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> report(Map.of()).of("io.parley.engin"))
                .getMessage();
        assertTrue(message.contains("similar: io.parley.engine"), message);
    }

    @Test
    void filesAreCheckedBeforeTheyAreUsed() throws Exception {
        Path right = Files.writeString(folder.resolve("io.parley.queue~a.cfg"), "max = 5\n");
        assertEquals(
                right + ": 1 key of io.parley.queue~a, nothing is wrong.",
                report(Map.of()).check(right));
        Path wrong = Files.writeString(folder.resolve("io.parley.engine.cfg"), "shards = many\nthread = 1\n");
        String message = assertThrows(
                        IllegalArgumentException.class, () -> report(Map.of()).check(wrong))
                .getMessage();
        assertTrue(message.contains("shards is a whole number from 1 to 10, not 'many'"), message);
        assertTrue(message.contains("there is no key thread"), message);
        Path bytes = Files.write(folder.resolve("io.parley.queue~b.cfg"), new byte[] {'a', '=', (byte) 0xff});
        assertThrows(IOException.class, () -> report(Map.of()).check(bytes));
        assertThrows(
                IllegalArgumentException.class, () -> report(Map.of()).check(folder.resolve("io.parley.queue.txt")));
    }
}
