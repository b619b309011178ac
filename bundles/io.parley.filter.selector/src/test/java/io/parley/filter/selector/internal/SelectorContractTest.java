package io.parley.filter.selector.internal;

import io.parley.spi.filter.Filter;
import io.parley.testkit.FilterContract;
import java.util.List;

class SelectorContractTest extends FilterContract {

    @Override
    protected Filter filter() {
        return new SelectorFilter();
    }

    @Override
    protected String equal(String header, String text) {
        return header + " = '" + text + "'";
    }

    @Override
    protected String like(String header, List<String> pieces) {
        return header + " LIKE '" + String.join("%", pieces) + "'";
    }

    @Override
    protected String not(String expression) {
        return "NOT " + expression;
    }

    @Override
    protected String and(String one, String other) {
        return one + " AND " + other;
    }

    @Override
    protected String nested(int levels, String expression) {
        return "(".repeat(levels) + expression + ")".repeat(levels);
    }

    @Override
    protected List<String> wrong() {
        return List.of("", "a =", "= a", "a LIKE b", "a IN", "(a", "a)", "'a", "a = 1 1", "NOT", "5", "#");
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "a", "b", "region", "count", "'x'", "5", "1.5", "(", ")", "AND", "OR", "NOT", "=", "<>", "<", ">=", "+",
                "-", "*", "/", "IN", "LIKE", "BETWEEN", "IS", "NULL", "ESCAPE", ",", "TRUE", "\"q\"", "size", "'%'");
    }
}
