package io.parley.engine.config;

import io.parley.spi.configuration.ListText;

/**
 * Values as Config Admin gets them: a text, which Declarative Services turn into what a component wants, or, in square
 * brackets, a list of texts separated by commas. An item in double quotes may have commas inside.
 */
public final class ConfigurationValue {

    private ConfigurationValue() {}

    /** The value that a file's text stands for: a {@code String} or a {@code String[]}. */
    public static Object of(String text) {
        return ListText.parse(text)
                .<Object>map(items -> items.toArray(String[]::new))
                .orElse(text);
    }
}
