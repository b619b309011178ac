package io.parley.logging.internal;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;

/**
 * What PID {@value #PID} says about levels, in the words that Karaf has for it: {@code log4j2.rootLogger.level}, and for each logger
 * {@code log4j2.logger.ALIAS.name} and {@code log4j2.logger.ALIAS.level}.
 *
 * @param levels by the name of the logger
 * @param meaningless keys that would be about levels and are none of these
 */
record LevelSettings(Map<String, Level> levels, List<String> meaningless) {

    static final String PID = "org.ops4j.pax.logging";

    private static final String ROOT = "log4j2.rootLogger.level";
    private static final String LOGGER = "log4j2.logger.";
    private static final String NAME = ".name";
    private static final String LEVEL = ".level";

    private static final List<Level> ALLOWED =
            List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR, Level.OFF);

    /** @throws IllegalArgumentException in words, at the first wrong value */
    static LevelSettings of(Dictionary<String, ?> properties) {
        Map<String, Level> levels = new TreeMap<>();
        List<String> meaningless = new ArrayList<>();
        for (String key : Collections.list(properties.keys())) {
            String value = String.valueOf(properties.get(key)).strip();
            if (key.equals(ROOT)) {
                levels.put(Logger.ROOT_LOGGER_NAME, level(key, value));
            } else if (key.startsWith(LOGGER) && key.endsWith(LEVEL)) {
                levels.put(name(key, properties), level(key, value));
            } else if (key.startsWith(LOGGER) && key.endsWith(NAME)) {
                if (properties.get(sibling(key, NAME, LEVEL)) == null) {
                    throw new IllegalArgumentException(PID + ": " + sibling(key, NAME, LEVEL)
                            + " is missing, the level of the logger that " + key + " names");
                }
            } else if (key.startsWith("log4j2.")) {
                meaningless.add(key);
            }
        }
        return new LevelSettings(levels, meaningless);
    }

    private static String name(String levelKey, Dictionary<String, ?> properties) {
        String key = sibling(levelKey, LEVEL, NAME);
        Object name = properties.get(key);
        if (name == null || name.toString().isBlank()) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " is missing, the name of the logger whose level " + levelKey + " is");
        }
        return name.toString().strip();
    }

    private static String sibling(String key, String end, String other) {
        return key.substring(0, key.length() - end.length()) + other;
    }

    private static Level level(String key, String value) {
        return ALLOWED.stream()
                .filter(level -> level.toString().equals(value.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        PID + ": " + key + " = " + value + " is not allowed; allowed are " + ALLOWED));
    }
}
