package io.parley.event.internal.topic;

import io.parley.api.message.RefusedException;
import io.parley.event.internal.match.Topics;
import io.parley.spi.journal.Durability;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the topics that a pattern matches are kept; a configuration, validated.
 *
 * @param pattern the topics
 * @param history whether their events are kept
 * @param retentionHours how long; 0 for as long as there is room
 * @param retentionMib how many MiB of payload one topic keeps; 0 for any
 * @param retentionMessages how many events one topic keeps; 0 for any
 * @param compressor by name; empty for none
 * @param durability how safe a message must be before it counts as published
 */
public record TopicSettings(
        String pattern,
        boolean history,
        int retentionHours,
        int retentionMib,
        int retentionMessages,
        Optional<String> compressor,
        Durability durability) {

    public static final String PID = "io.parley.topic";

    static final String PATTERN = "pattern";
    static final String HISTORY = "history";
    static final String HOURS = "retention.hours";
    static final String MIB = "retention.mib";
    static final String MESSAGES = "retention.messages";
    static final String COMPRESSOR = "compressor";
    static final String DURABILITY = "durability";

    static final int DEFAULT_HOURS = 168;
    static final int DEFAULT_MIB = 1_024;
    static final int DEFAULT_MESSAGES = 0;

    private static final int MAX_HOURS = 1_000_000;
    private static final int MAX_MIB = 1 << 24;

    /**
     * Reads a configuration as Config Admin has it; what is missing has its default.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    public static TopicSettings of(Map<String, ?> properties) {
        Object pid = properties.get("service.pid");
        Reader in = new Reader(pid == null ? PID : pid.toString(), properties);
        boolean history = in.flag(HISTORY, false);
        return new TopicSettings(
                in.pattern(),
                history,
                in.number(HOURS, DEFAULT_HOURS, MAX_HOURS),
                in.number(MIB, DEFAULT_MIB, MAX_MIB),
                in.number(MESSAGES, DEFAULT_MESSAGES, Integer.MAX_VALUE),
                Optional.of(in.text(COMPRESSOR)).filter(name -> !name.isEmpty()),
                in.durability(history));
    }

    private record Reader(String pid, Map<String, ?> properties) {

        String text(String key) {
            Object value = properties.get(key);
            return value == null ? "" : value.toString().trim();
        }

        String pattern() {
            try {
                Topics.checkPattern(text(PATTERN));
                return text(PATTERN);
            } catch (RefusedException e) {
                throw wrong(PATTERN, "a topic pattern; " + e.getMessage());
            }
        }

        boolean flag(String key, boolean otherwise) {
            return switch (text(key).toLowerCase(Locale.ROOT)) {
                case "" -> otherwise;
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(key, "true or false");
            };
        }

        int number(String key, int otherwise, int max) {
            String text = text(key);
            if (text.isEmpty()) {
                return otherwise;
            }
            try {
                int value = Integer.parseInt(text);
                if (value >= 0 && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw wrong(key, "a whole number from 0 to " + max);
        }

        Durability durability(boolean history) {
            String text = text(DURABILITY).toUpperCase(Locale.ROOT);
            for (Durability one : Durability.values()) {
                if (one.name().equals(text.isEmpty() ? "FSYNC" : text) && !(history && one == Durability.MEMORY)) {
                    return one;
                }
            }
            throw wrong(DURABILITY, history ? "fsync or os where history = true" : "fsync, os or memory");
        }

        IllegalArgumentException wrong(String key, String allowed) {
            return new IllegalArgumentException(pid + ": " + key + " = " + text(key) + " is not allowed: " + allowed);
        }
    }
}
