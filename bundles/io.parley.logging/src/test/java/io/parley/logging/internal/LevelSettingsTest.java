package io.parley.logging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelSettingsTest {

    @Test
    void levelsAreThoseOfKarafsKeys() {
        LevelSettings settings = of(Map.of(
                "log4j2.rootLogger.level", "error",
                "log4j2.logger.anna.name", "io.parley.session.anna",
                "log4j2.logger.anna.level", " DEBUG ",
                "log4j2.appender.console.type", "Console",
                "org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR",
                "service.pid", "org.ops4j.pax.logging"));
        assertEquals(Map.of("ROOT", Level.ERROR, "io.parley.session.anna", Level.DEBUG), settings.levels());
        assertEquals(List.of("log4j2.appender.console.type"), settings.meaningless());
    }

    @Test
    void whatIsWrongIsSaidInWords() {
        wrong(
                "org.ops4j.pax.logging: log4j2.rootLogger.level = LOUD is not allowed; allowed are "
                        + "[TRACE, DEBUG, INFO, WARN, ERROR, OFF]",
                Map.of("log4j2.rootLogger.level", "LOUD"));
        wrong(
                "org.ops4j.pax.logging: log4j2.logger.anna.name is missing, the name of the logger whose level "
                        + "log4j2.logger.anna.level is",
                Map.of("log4j2.logger.anna.level", "INFO"));
        wrong(
                "org.ops4j.pax.logging: log4j2.logger.anna.level is missing, the level of the logger that "
                        + "log4j2.logger.anna.name names",
                Map.of("log4j2.logger.anna.name", "io.parley.session.anna"));
    }

    private static void wrong(String words, Map<String, String> properties) {
        assertEquals(
                words,
                assertThrows(IllegalArgumentException.class, () -> of(properties))
                        .getMessage());
    }

    private static LevelSettings of(Map<String, String> properties) {
        return LevelSettings.of(new Hashtable<>(properties));
    }
}
