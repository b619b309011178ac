package io.parley.runtime.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Values as Config Admin gets them: a text, which Declarative Services turn into what a component wants, or, in square
 * brackets, a list of texts separated by commas. In a list, a backslash stands before a comma that is part of a text.
 */
final class ConfigurationValue {

    private ConfigurationValue() {}

    static Object of(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return text;
        }
        List<String> items = new ArrayList<>();
        for (String item : text.substring(1, text.length() - 1).split("(?<!\\\\),")) {
            String value = item.replace("\\,", ",").strip();
            if (!value.isEmpty()) {
                items.add(value);
            }
        }
        return items.toArray(String[]::new);
    }
}
