package io.parley.spi.protocol;

import java.util.Objects;

/**
 * A test for messages.
 *
 * @param language the name of a {@link io.parley.spi.filter.Filter}
 * @param text in that language
 */
public record FilterExpression(String language, String text) {
    public FilterExpression {
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(text, "text");
    }
}
