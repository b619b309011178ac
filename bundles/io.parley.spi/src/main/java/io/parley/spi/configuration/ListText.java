package io.parley.spi.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list as configuration files have it: {@code [first, second]}. An item in double quotes may have commas inside; space
 * around items and empty items do not count. A runtime that hands on a file's values as they are, as Karaf does, leaves it to
 * the part to read it.
 */
public final class ListText {

    private static final Pattern ITEM = Pattern.compile("\\s*(?:\"([^\"]*)\"\\s*|([^,]*))(?:,|$)");

    private ListText() {}

    /** The items of a text in square brackets; empty for any other text. */
    public static Optional<List<String>> parse(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        List<String> items = new ArrayList<>();
        Matcher item = ITEM.matcher(text.substring(1, text.length() - 1));
        while (item.lookingAt() && item.regionStart() < item.regionEnd()) {
            String value = item.group(1) != null ? item.group(1) : item.group(2).strip();
            if (!value.isEmpty()) {
                items.add(value);
            }
            item.region(item.end(), item.regionEnd());
        }
        return Optional.of(List.copyOf(items));
    }
}
