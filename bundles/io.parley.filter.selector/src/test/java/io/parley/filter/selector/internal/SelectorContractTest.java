package io.parley.filter.selector.internal;

import io.parley.spi.filter.Filter;
import io.parley.testkit.SqlFilterContract;
import java.util.List;

class SelectorContractTest extends SqlFilterContract {

    @Override
    protected Filter filter() {
        return new SelectorFilter();
    }

    @Override
    protected String equal(String header, String text) {
        return header + " = '" + text + "'";
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
