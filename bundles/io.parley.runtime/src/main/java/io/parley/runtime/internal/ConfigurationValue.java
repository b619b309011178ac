package io.parley.runtime.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as Config Admin gets them: a text, which Declarative Services turn into what a component wants, or, in square
 * brackets, a list of texts separated by commas. An item in double quotes may have commas inside.
 */
final class ConfigurationValue {

    private static final Pattern ITEM = Pattern.compile("\\s*(?:\"([^\"]*)\"\\s*|([^,]*))(?:,|$)");

    private ConfigurationValue() {}

    static Object of(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return text;
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
        return items.toArray(String[]::new);
    }
}
