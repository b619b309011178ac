package io.parley.runtime.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Files named {@code PID.cfg} or {@code FACTORYPID~NAME.cfg}: UTF-8, {@code key = value}, comments with {@code #}. */
final class ConfigurationFile {

    static final String SUFFIX = ".cfg";

    private ConfigurationFile() {}

    static boolean isOne(Path file) {
        return pid(file).matches("[\\w.-]+(~[\\w.-]+)?") && file.toString().endsWith(SUFFIX);
    }

    /** The name without the suffix. */
    static String pid(Path file) {
        return file.getFileName().toString().replaceFirst("\\" + SUFFIX + "$", "");
    }

    /**
     * Its values.
     *
     * @throws IOException when it cannot be read or is malformed; the message names the file
     */
    static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException("configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key).strip()));
        return values;
    }
}
