package io.parley.journal.file.internal.osgi;

import io.parley.journal.file.internal.JournalOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The validated configuration.
 *
 * @param folder of the journal
 * @param options how it is built
 */
record Settings(Path folder, JournalOptions options) {

    private static final long MIB = 1L << 20;

    /**
     * Reads a configuration.
     *
     * @param data Parley's data folder, for a journal that names no folder of its own
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(Map<String, ?> configuration, Path data) {
        JournalOptions options = new JournalOptions(
                number(configuration, "segment.mib", 64, 1, 1024) * MIB,
                number(configuration, "max.record.mib", 256, 1, 1023) * MIB,
                number(configuration, "max.pending.mib", 256, 1, 65_536) * MIB,
                (int) number(configuration, "spare.segments", 2, 0, 64));
        return new Settings(folder(configuration, data), options);
    }

    private static Path folder(Map<String, ?> configuration, Path data) {
        Object value = configuration.get("folder");
        if (value == null || value.toString().isBlank()) {
            return data.resolve("journal");
        }
        try {
            return Path.of(value.toString().strip());
        } catch (InvalidPathException e) {
            throw invalid("folder", value, "a path of this system");
        }
    }

    private static long number(Map<String, ?> configuration, String key, long fallback, long min, long max) {
        Object value = configuration.get(key);
        if (value == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(value.toString().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(key, value, "whole numbers from " + min + " to " + max);
    }

    private static IllegalArgumentException invalid(String key, Object value, String allowed) {
        return new IllegalArgumentException(
                FileJournalComponent.PID + ": " + key + " = " + value + " is not allowed; allowed: " + allowed);
    }
}
