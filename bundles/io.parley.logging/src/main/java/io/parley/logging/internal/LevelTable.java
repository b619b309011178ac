package io.parley.logging.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gives loggers levels, and takes them back. Safe for all threads. */
final class LevelTable {

    private final LoggerContext loggers;

    /** What loggers had before they were given a level here; empty for what those above them have. */
    private final Map<String, Optional<Level>> before = new HashMap<>(); // guarded by this

    LevelTable(LoggerContext loggers) {
        this.loggers = loggers;
    }

    /** Gives these levels, and nobody else any. */
    synchronized void apply(Map<String, Level> levels) {
        before.entrySet().removeIf(entry -> {
            boolean over = !levels.containsKey(entry.getKey());
            if (over) {
                loggers.getLogger(entry.getKey()).setLevel(entry.getValue().orElse(null));
            }
            return over;
        });
        levels.forEach((name, level) -> {
            Logger logger = loggers.getLogger(name);
            before.computeIfAbsent(name, added -> Optional.ofNullable(logger.getLevel()));
            logger.setLevel(level);
        });
    }
}
