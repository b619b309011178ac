package io.parley.runtime.internal;

import io.parley.spi.configuration.ListText;

/**
 * Values as Config Admin gets them: a text, which Declarative Services turn into what a component wants, or, in square
 * brackets, a list of texts separated by commas. An item in double quotes may have commas inside.
 */
final class ConfigurationValue {

    private ConfigurationValue() {}

    static Object of(String text) {
        return ListText.parse(text)
                .<Object>map(items -> items.toArray(String[]::new))
                .orElse(text);
    }
}
