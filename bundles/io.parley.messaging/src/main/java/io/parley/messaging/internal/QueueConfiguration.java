package io.parley.messaging.internal;

import io.parley.engine.config.ConfigurationReader;
import io.parley.spi.journal.Durability;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One queue's configuration, validated.
 *
 * @param name of the queue
 * @param settings how it is set up
 */
record QueueConfiguration(String name, QueueSettings settings) {

    private static final int MOST_MESSAGES = 1_000_000_000;

    /**
     * Reads what Config Admin has.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static QueueConfiguration of(String pid, Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(pid, properties);
        return new QueueConfiguration(
                name(in),
                new QueueSettings(
                        Optional.of(in.text("compressor", "")).filter(name -> !name.isEmpty()),
                        in.number("max.messages", QueueSettings.DEFAULT.maxMessages(), 1, MOST_MESSAGES),
                        in.choice("overflow", "reject", "reject", "drop-oldest").equals("drop-oldest"),
                        durability(in)));
    }

    private static String name(ConfigurationReader in) {
        String name = in.text("name", "");
        int tilde = in.pid().indexOf('~');
        if (name.isEmpty() && tilde < 0) {
            throw new IllegalArgumentException(in.pid() + ": name is missing");
        }
        return name.isEmpty() ? in.pid().substring(tilde + 1) : name;
    }

    private static Durability durability(ConfigurationReader in) {
        return Durability.valueOf(
                in.choice("durability", "fsync", "fsync", "os", "memory").toUpperCase(Locale.ROOT));
    }
}
