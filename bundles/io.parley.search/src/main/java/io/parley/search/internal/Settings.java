package io.parley.search.internal;

import io.parley.engine.config.ConfigurationReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The configuration, validated.
 *
 * @param folder where the index is kept
 * @param commitSeconds how often it is written to the disk, at most
 * @param memoryMib how much of it waits in memory for that, at most
 * @param messages patterns of topics whose messages are indexed; empty for none
 * @param textKib how much of a message's payload is indexed, from its beginning
 */
record Settings(Path folder, int commitSeconds, int memoryMib, List<String> messages, int textKib) {

    static final String PID = "io.parley.search";

    static final int DEFAULT_COMMIT = 10;
    static final int DEFAULT_MEMORY = 16;

    static final int DEFAULT_TEXT = 64;

    private static final int MOST_SECONDS = 3_600;
    private static final int MOST_MIB = 1_024;
    private static final int MOST_KIB = 1_024;

    /** As topics may have. */
    private static final int MOST_LEVELS = 128;

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
                in.number("memory.mib", DEFAULT_MEMORY, 1, MOST_MIB),
                patterns(in),
                in.number("messages.kib", DEFAULT_TEXT, 1, MOST_KIB));
    }

    /** Where the index of messages is kept. */
    Path messageFolder() {
        return folder.resolve("messages");
    }

    /** An array, a collection, or a text with commas. */
    private static List<String> patterns(ConfigurationReader in) {
        Object value = in.properties().get("messages");
        Stream<?> all;
        if (value instanceof Object[] array) {
            all = Arrays.stream(array);
        } else if (value instanceof Collection<?> collection) {
            all = collection.stream();
        } else {
            all = Arrays.stream(in.text("messages", "").split(","));
        }
        List<String> patterns = all.map(one -> Objects.toString(one, "").strip())
                .filter(one -> !one.isEmpty())
                .distinct()
                .toList();
        for (String pattern : patterns) {
            if (!isPattern(pattern)) {
                throw in.wrong(
                        "messages",
                        "patterns of topics, in which + stands for one level and # for all at the end",
                        pattern);
            }
        }
        return patterns;
    }

    private static boolean isPattern(String text) {
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean whole = levels[i].equals("+") || levels[i].equals("#") && i == levels.length - 1;
            if (!whole && (levels[i].indexOf('+') >= 0 || levels[i].indexOf('#') >= 0)) {
                return false;
            }
        }
        return levels.length <= MOST_LEVELS && text.indexOf('\0') < 0;
    }

    private static Path path(ConfigurationReader in, String folder) {
        try {
            return Path.of(folder);
        } catch (InvalidPathException e) {
            throw in.wrong("folder", "the path of a folder", folder);
        }
    }
}
