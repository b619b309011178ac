package io.parley.compressor.gzip.internal;

import java.util.Map;

/** Reads the compression level from a configuration. */
final class Level {

    static final String PID = "io.parley.compressor.gzip";
    static final String KEY = "level";
    static final int DEFAULT = 6;
    static final int MIN = 1;
    static final int MAX = 9;

    private Level() {}

    /** @throws IllegalArgumentException naming PID, key, value and what is allowed */
    static int of(Map<String, ?> properties) {
        Object value = properties.get(KEY);
        if (value == null) {
            return DEFAULT;
        }
        try {
            int level = Integer.parseInt(value.toString().trim());
            if (level >= MIN && level <= MAX) {
                return level;
            }
        } catch (NumberFormatException e) {
            // Said below, as for every other wrong value.
        }
        throw new IllegalArgumentException(
                PID + ": " + KEY + " = " + value + " is not allowed: a whole number from " + MIN + " to " + MAX);
    }
}
