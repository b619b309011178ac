package io.parley.migration.internal;

import io.parley.engine.config.ConfigurationReader;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param importMaxMib how large an export may be that is imported
 */
record Settings(int importMaxMib) {

    static final String PID = "io.parley.migration";
    static final String IMPORT_MAX = "import.max.mib";
    static final int DEFAULT_IMPORT_MAX = 64;

    private static final int MOST_MIB = 1_024;

    static final Settings DEFAULT = of(Map.of());

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        return new Settings(in.number(IMPORT_MAX, DEFAULT_IMPORT_MAX, 1, MOST_MIB));
    }

    long importMaxBytes() {
        return (long) importMaxMib << 20;
    }
}
