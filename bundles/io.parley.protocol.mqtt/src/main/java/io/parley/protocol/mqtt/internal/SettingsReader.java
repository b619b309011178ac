package io.parley.protocol.mqtt.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads settings, each with a default. A wrong one fails with key, value and what is allowed. */
final class SettingsReader {

    private final Function<String, Optional<String>> source;

    SettingsReader(Function<String, Optional<String>> source) {
        this.source = source;
    }

    long number(String key, long standard, long least, long most) {
        Optional<String> text = source.apply(key);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            long value = Long.parseLong(text.get().strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw wrong(key, text.get(), "a whole number from " + least + " to " + most);
    }

    boolean flag(String key, boolean standard) {
        String text = source.apply(key).map(String::strip).orElse(Boolean.toString(standard));
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(key, text, "true or false");
        };
    }

    String text(String key) {
        return source.apply(key).map(String::strip).orElse("");
    }

    /** Separated by commas. */
    List<String> list(String key, String standard) {
        return Arrays.stream(source.apply(key).orElse(standard).split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    static IllegalArgumentException wrong(String key, String value, String allowed) {
        return new IllegalArgumentException(key + " is '" + value + "'; allowed is " + allowed);
    }
}
