package io.parley.search.internal;

import io.parley.engine.config.ConfigurationReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param folder where the index is kept
 * @param commitSeconds how often it is written to the disk, at most
 * @param memoryMib how much of it waits in memory for that, at most
 */
record Settings(Path folder, int commitSeconds, int memoryMib) {

    static final String PID = "io.parley.search";

    static final int DEFAULT_COMMIT = 10;
    static final int DEFAULT_MEMORY = 16;

    private static final int MOST_SECONDS = 3_600;
    private static final int MOST_MIB = 1_024;

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @param dataFolder of which the index takes {@code search} unless configured otherwise
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties, Path dataFolder) {
        ConfigurationReader in = new ConfigurationReader(PID, properties);
        String folder = in.text("folder", "");
        return new Settings(
                folder.isEmpty() ? dataFolder.resolve("search") : path(in, folder),
                in.number("commit.seconds", DEFAULT_COMMIT, 1, MOST_SECONDS),
                in.number("memory.mib", DEFAULT_MEMORY, 1, MOST_MIB));
    }

    private static Path path(ConfigurationReader in, String folder) {
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw in.wrong("folder", "the path of a folder", folder);
        }
    }
}
