package io.parley.filter.ldap.internal;

import io.parley.spi.expression.Numbers;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Rules;

/** Values are {@link String} and {@link Long}; what they are compared with is a text. Everything either holds or does not. */
final class LdapRules implements Rules {

    static final LdapRules RULES = new LdapRules();

    private LdapRules() {}

    @Override
    public Boolean truth(Object value) {
        return value instanceof Boolean truth ? truth : null;
    }

    @Override
    public String text(Object value) {
        return value instanceof String text ? text : null;
    }

    /** Texts are equal when their characters are, and have the order of numbers when both are numbers. */
    @Override
    public Boolean compare(Relation relation, Object left, Object right) {
        String written = (String) right;
        if (left instanceof Number number) {
            Number other = Numbers.parse(written.strip());
            return other != null && relation.holds(Numbers.compare(number, other));
        }
        String text = (String) left;
        if (!relation.orders()) {
            return text.equals(written) == (relation == Relation.EQUAL);
        }
        Number number = Numbers.parse(text);
        Number other = number == null ? null : Numbers.parse(written.strip());
        return relation.holds(other == null ? text.compareTo(written) : Numbers.compare(number, other));
    }
}
