package io.parley.ratelimit.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A checked configuration.
 *
 * @param name for people: what follows the ~ of the PID
 * @param match a text in which {@code *} stands for anything
 * @param bytes whether bytes of payload are counted, instead of messages
 * @param rate units in each period
 * @param burst units at once
 * @param delays whether what is too fast waits, instead of being refused
 * @param longestDelay what would have to wait for longer is refused
 * @param buckets the most
 */
record Settings(
        String name,
        Scope scope,
        String match,
        boolean bytes,
        int rate,
        Duration period,
        int burst,
        boolean delays,
        Duration longestDelay,
        int buckets) {

    /**
     * Reads the keys of {@link RateLimitConfig}.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static Settings of(String pid, Map<String, ?> properties) {
        Reader in = new Reader(pid, properties);
        int rate = in.number("rate", 1_000, 1, 1_000_000_000);
        int burst = in.number("burst", 0, 0, 1_000_000_000);
        String match = in.text("match", "*");
        if (match.isEmpty()) {
            throw in.wrong("match", "a text in which * stands for anything", match);
        }
        return new Settings(
                pid.substring(pid.indexOf('~') + 1),
                Scope.valueOf(
                        in.choice("scope", "connection", "principal", "address").toUpperCase(Locale.ROOT)),
                match,
                in.choice("unit", "messages", "bytes").equals("bytes"),
                rate,
                Duration.ofMillis(in.number("period.ms", 1_000, 1, 86_400_000)),
                burst == 0 ? rate : burst,
                in.choice("policy", "delay", "reject").equals("delay"),
                Duration.ofMillis(in.number("delay.max.ms", 10_000, 0, 600_000)),
                in.number("buckets.max", 100_000, 1, 10_000_000));
    }

    private record Reader(String pid, Map<String, ?> properties) {

        String text(String key, String otherwise) {
            Object value = properties.get(key);
            return value == null ? otherwise : value.toString().strip();
        }

        int number(String key, int otherwise, int least, int most) {
            String text = text(key, String.valueOf(otherwise));
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw wrong(key, "a whole number from " + least + " to " + most, text);
        }

        /** The first word is the default. */
        String choice(String key, String... allowed) {
            String text = text(key, allowed[0]);
            for (String word : allowed) {
                if (word.equals(text)) {
                    return word;
                }
            }
            throw wrong(key, String.join(" or ", allowed), text);
        }

        IllegalArgumentException wrong(String key, String allowed, String value) {
            return new IllegalArgumentException(pid + ": " + key + " is " + allowed + ", not '" + value + "'");
        }
    }
}
