package io.parley.filter.ldap.internal;

import io.parley.spi.expression.Relation;
import java.util.Locale;
import java.util.function.Predicate;

/** {@code ~=}: texts that are equal but for case and white space; numbers that are equal. */
final class Approximation implements Predicate<Object> {

    private final String plain;
    private final Comparison equal;

    Approximation(String text) {
        this.plain = plain(text);
        this.equal = new Comparison(Relation.EQUAL, text);
    }

    private static String plain(String text) {
        StringBuilder rest = new StringBuilder(text.length());
        text.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> rest.append((char) c));
        return rest.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean test(Object value) {
        return value instanceof String has ? plain(has).equals(plain) : equal.test(value);
    }
}
