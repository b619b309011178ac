package io.parley.messaging.internal;

import io.parley.spi.journal.Durability;
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
     * Reads what Config Admin has: not by {@link QueueConfig}, from which a text in a number's place cannot be got back, so
     * that nobody could be told of it.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static QueueConfiguration of(String pid, Map<String, ?> properties) {
        Reader in = new Reader(pid, properties);
        return new QueueConfiguration(
                in.name(),
                new QueueSettings(
                        Optional.of(in.text("compressor", "")).filter(name -> !name.isEmpty()),
                        in.maxMessages(),
                        in.dropOldest(),
                        in.durability()));
    }

    private record Reader(String pid, Map<String, ?> properties) {

        String text(String key, String fallback) {
            Object value = properties.get(key);
            return value == null ? fallback : value.toString().strip();
        }

        String name() {
            String name = text("name", "");
            int tilde = pid.indexOf('~');
            if (name.isEmpty() && tilde < 0) {
                throw new IllegalArgumentException(pid + ": name is missing");
            }
            return name.isEmpty() ? pid.substring(tilde + 1) : name;
        }

        int maxMessages() {
            String text = text("max.messages", String.valueOf(QueueSettings.DEFAULT.maxMessages()));
            try {
                int number = Integer.parseInt(text);
                if (number >= 1 && number <= MOST_MESSAGES) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw wrong("max.messages", "a whole number from 1 to " + MOST_MESSAGES, text);
        }

        boolean dropOldest() {
            String text = text("overflow", "reject");
            return switch (text) {
                case "reject" -> false;
                case "drop-oldest" -> true;
                default -> throw wrong("overflow", "reject or drop-oldest", text);
            };
        }

        Durability durability() {
            String text = text("durability", "fsync");
            return switch (text) {
                case "fsync" -> Durability.FSYNC;
                case "os" -> Durability.OS;
                case "memory" -> Durability.MEMORY;
                default -> throw wrong("durability", "fsync, os or memory", text);
            };
        }

        private IllegalArgumentException wrong(String key, String allowed, String value) {
            return new IllegalArgumentException(pid + ": " + key + " is " + allowed + ", not '" + value + "'");
        }
    }
}
