package io.parley.migration.internal;

import io.parley.engine.config.ConfigurationReader;
import java.time.Duration;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param importMaxMib how large an export may be that is imported
 * @param movedHours how long it is remembered where a session has gone
 */
record Settings(int importMaxMib, int movedHours) {

    static final String PID = "io.parley.migration";
    static final String IMPORT_MAX = "import.max.mib";
    static final int DEFAULT_IMPORT_MAX = 64;

    static final int DEFAULT_MOVED_HOURS = 24;

    private static final int MOST_MIB = 1_024;
    private static final int MOST_HOURS = 8_760;

    static final Settings DEFAULT = of(Map.of());

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Settings(
                in.number(IMPORT_MAX, DEFAULT_IMPORT_MAX, 1, MOST_MIB),
                in.number("moved.hours", DEFAULT_MOVED_HOURS, 1, MOST_HOURS));
    }

    long movedMillis() {
        return Duration.ofHours(movedHours).toMillis();
    }

    long importMaxBytes() {
        return (long) importMaxMib << 20;
    }
}
