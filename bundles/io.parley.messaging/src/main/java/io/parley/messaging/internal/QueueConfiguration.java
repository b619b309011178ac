package io.parley.messaging.internal;

import io.parley.engine.config.ConfigurationReader;
import io.parley.messaging.internal.QueueSettings.Overflow;
import io.parley.messaging.internal.QueueSettings.Sharing;
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
    private static final int MOST_MEBIBYTES = 1 << 20;
    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final int MOST_MILLIS = 86_400_000;

    /**
     * Reads what Config Admin has.
     *
     * @throws IllegalArgumentException naming PID, key, value and what is allowed
     */
    static QueueConfiguration of(String pid, Map<String, ?> properties) {
        ConfigurationReader in = new ConfigurationReader(pid, properties);
        String name = name(in);
        int mebibytes = in.number("max.mib", 0, 0, MOST_MEBIBYTES);
        return new QueueConfiguration(
                name,
                new QueueSettings(
                        Optional.of(in.text("compressor", "")).filter(compressor -> !compressor.isEmpty()),
                        in.number("max.messages", QueueSettings.DEFAULT.maxMessages(), 1, MOST_MESSAGES),
                        mebibytes == 0 ? Long.MAX_VALUE : (long) mebibytes << 20,
                        oneOf(Overflow.class, in, "overflow", "reject", "drop-oldest", "drop-newest"),
                        oneOf(Durability.class, in, "durability", "fsync", "os", "memory"),
                        oneOf(Sharing.class, in, "consumers", "competing", "exclusive", "single-active"),
                        in.flag("last.value", false),
                        redelivery(in, name)));
    }

    private static Redelivery redelivery(ConfigurationReader in, String name) {
        Redelivery usual = Redelivery.DEFAULT;
        String deadLetters = in.text("dead.letter", "");
        if (deadLetters.equals(name)) {
            throw in.wrong("dead.letter", "the name of another queue", deadLetters);
        }
        boolean expired = in.choice("expired", "drop", "drop", "dead-letter").equals("dead-letter");
        if (expired && deadLetters.isEmpty()) {
            throw in.wrong("expired", "drop where no dead.letter is named", "dead-letter");
        }
        return new Redelivery(
                in.number("max.attempts", usual.maxAttempts(), 0, MOST_ATTEMPTS),
                in.number("redelivery.delay.ms", (int) usual.delayMillis(), 0, MOST_MILLIS),
                in.number("redelivery.factor", usual.factor(), 1, 100),
                in.number("redelivery.max.delay.ms", (int) usual.maxDelayMillis(), 0, MOST_MILLIS),
                in.number("redelivery.jitter.percent", usual.jitterPercent(), 0, 100),
                Optional.of(deadLetters).filter(queue -> !queue.isEmpty()),
                expired);
    }

    /** One of the constants, written in small letters with hyphens; the first choice where there is none. */
    private static <E extends Enum<E>> E oneOf(Class<E> type, ConfigurationReader in, String key, String... choices) {
        return Enum.valueOf(
                type,
                in.choice(key, choices[0], choices).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String name(ConfigurationReader in) {
        String name = in.text("name", "");
        int tilde = in.pid().indexOf('~');
        if (name.isEmpty() && tilde < 0) {
            throw new IllegalArgumentException(in.pid() + ": name is missing");
        }
        return name.isEmpty() ? in.pid().substring(tilde + 1) : name;
    }
}
