package io.parley.engine.config;

import java.util.Arrays;
import java.util.Map;

/**
 * Reads one configuration's values. Not by its metatype interface, from which a text in a number's place cannot be got back, so
 * that nobody could be told of it. Every method throws {@link IllegalArgumentException}, naming PID, key, value and what is
 * allowed.
 *
 * @param pid for people
 * @param properties as Config Admin has them
 */
public record ConfigurationReader(String pid, Map<String, ?> properties) {

    /** The value as text without space around it. */
    public String text(String key, String fallback) {
        Object value = properties.get(key);
        return value == null ? fallback : value.toString().strip();
    }

    /** A whole number within a range, both ends included. */
    public int number(String key, int fallback, int min, int max) {
        String text = text(key, String.valueOf(fallback));
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw wrong(key, "a whole number from " + min + " to " + max, text);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        return choice(key, String.valueOf(fallback), "true", "false").equals("true");
    }

    /** One of the words allowed. */
    public String choice(String key, String fallback, String... allowed) {
        String text = text(key, fallback);
        for (String word : allowed) {
            if (word.equals(text)) {
                return word;
            }
        }
        String last = allowed[allowed.length - 1];
        String others = String.join(", ", Arrays.asList(allowed).subList(0, allowed.length - 1));
        throw wrong(key, others + " or " + last, text);
    }

    /** What to throw for a value that is not allowed. */
    public IllegalArgumentException wrong(String key, String allowed, String value) {
        return new IllegalArgumentException(pid + ": " + key + " is " + allowed + ", not '" + value + "'");
    }
}
