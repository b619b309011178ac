package io.parley.filter.ldap.internal;

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

    @Override
    public Boolean compare(Relation relation, Object left, Object right) {
        return new Comparison(relation, (String) right).test(left);
    }
}
