package io.parley.api.message;

import java.util.Objects;

/**
 * A test for messages.
 *
 * @param language the name of a {@code Filter} plug-in: {@code selector}, {@code cesql} or {@code ldap}, or another that is installed
 * @param text in that language
 */
public record FilterExpression(String language, String text) {
    public FilterExpression {
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(text, "text");
    }
}
