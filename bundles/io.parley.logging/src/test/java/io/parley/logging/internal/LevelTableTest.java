package io.parley.logging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelTableTest {

    private final LoggerContext loggers = new LoggerContext();
    private final LevelTable table = new LevelTable(loggers);

    @Test
    void aLoggerHasItsLevelForAsLongAsItIsGiven() {
        loggers.getLogger("a").setLevel(Level.WARN);
        table.apply(Map.of("a", Level.TRACE, "a.b", Level.INFO));
        table.apply(Map.of("a", Level.DEBUG, "a.b", Level.INFO));
        assertEquals(Level.DEBUG, level("a"));
        assertEquals(Level.INFO, level("a.b"));
        assertEquals(Level.DEBUG, level("a.c"));
        table.apply(Map.of("a.b", Level.INFO));
        assertEquals(Level.WARN, level("a"), "as before");
        table.apply(Map.of());
        assertEquals(Level.WARN, level("a.b"), "that of the one above");
    }

    @Test
    void soHasTheRoot() {
        Level before = level("ROOT");
        table.apply(Map.of("ROOT", Level.ERROR));
        assertEquals(Level.ERROR, level("x"));
        table.apply(Map.of());
        assertEquals(before, level("ROOT"));
    }

    private Level level(String logger) {
        return loggers.getLogger(logger).getEffectiveLevel();
    }
}
