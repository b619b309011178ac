package io.parley.state.rocksdb.internal;

import java.nio.file.Path;
import java.util.Map;

/**
 * The configuration, validated.
 *
 * @param folder where the view is kept
 * @param blockCacheMib memory for blocks read from disk, in MiB
 * @param writeBufferMib memory for changes on their way to disk, in MiB; a larger write takes more for its duration
 */
record Settings(Path folder, int blockCacheMib, int writeBufferMib) {

    static final String PID = "io.parley.state.rocksdb";

    static final String FOLDER = "folder";
    static final String BLOCK_CACHE = "block.cache.mib";
    static final String WRITE_BUFFER = "write.buffer.mib";

    static final int DEFAULT_BLOCK_CACHE = 64;
    static final int DEFAULT_WRITE_BUFFER = 16;

    private static final int MAX_BLOCK_CACHE = 1 << 20;
    private static final int MAX_WRITE_BUFFER = 2048;

    Settings {
        requireRange(BLOCK_CACHE, blockCacheMib, 1, MAX_BLOCK_CACHE);
        requireRange(WRITE_BUFFER, writeBufferMib, 1, MAX_WRITE_BUFFER);
    }

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @param dataFolder the folder of which the view takes {@code view} unless configured otherwise
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> properties, String dataFolder) {
        Object folder = properties.get(FOLDER);
        Path path = folder == null || folder.toString().isBlank()
                ? Path.of(dataFolder, "view")
                : Path.of(folder.toString().trim());
        return new Settings(
                path.toAbsolutePath().normalize(),
                number(properties, BLOCK_CACHE, DEFAULT_BLOCK_CACHE, MAX_BLOCK_CACHE),
                number(properties, WRITE_BUFFER, DEFAULT_WRITE_BUFFER, MAX_WRITE_BUFFER));
    }

    private static int number(Map<String, ?> properties, String key, int otherwise, int max) {
        Object value = properties.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value.toString().trim());
        } catch (NumberFormatException e) {
            throw wrong(key, value, 1, max);
        }
    }

    private static void requireRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw wrong(key, value, min, max);
        }
    }

    private static IllegalArgumentException wrong(String key, Object value, int min, int max) {
        return new IllegalArgumentException(
                PID + ": " + key + " = " + value + " is not allowed: a whole number of MiB from " + min + " to " + max);
    }
}
