package io.parley.filter.ldap.internal;

import io.parley.spi.expression.Numbers;
import io.parley.spi.expression.Relation;
import java.util.function.Predicate;

/**
 * Compares values with a text that stands in the filter; which number that is, if any, is found out once. Texts are equal when their characters
 * are, and have the order of numbers when both are numbers.
 */
final class Comparison implements Predicate<Object> {

    private final Relation relation;
    private final String text;
    private final Number number;

    Comparison(Relation relation, String text) {
        this.relation = relation;
        this.text = text;
        this.number = Numbers.parse(text.strip());
    }

    @Override
    public boolean test(Object value) {
        if (value instanceof Number has) {
            return number != null && relation.holds(Numbers.compare(has, number));
        }
        String has = (String) value;
        if (!relation.orders()) {
            return has.equals(text) == (relation == Relation.EQUAL);
        }
        Number other = number == null ? null : Numbers.parse(has);
        return relation.holds(other == null ? has.compareTo(text) : Numbers.compare(other, number));
    }
}
