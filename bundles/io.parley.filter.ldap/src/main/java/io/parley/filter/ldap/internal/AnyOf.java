package io.parley.filter.ldap.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Whether a value passes at least one of some tests. */
record AnyOf(List<Predicate<Object>> tests) implements Predicate<Object> {

    /** @param first may be such a test itself */
    static AnyOf of(Predicate<Object> first, Predicate<Object> next) {
        List<Predicate<Object>> tests = new ArrayList<>(first instanceof AnyOf some ? some.tests : List.of(first));
        tests.add(next);
        return new AnyOf(List.copyOf(tests));
    }

    @Override
    public boolean test(Object value) {
        for (int i = 0; i < tests.size(); i++) {
            if (tests.get(i).test(value)) {
                return true;
            }
        }
        return false;
    }
}
