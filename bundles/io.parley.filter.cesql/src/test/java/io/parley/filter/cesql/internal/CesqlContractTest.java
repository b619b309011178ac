package io.parley.filter.cesql.internal;

import io.parley.spi.filter.Filter;
import io.parley.testkit.SqlFilterContract;
import java.util.List;

class CesqlContractTest extends SqlFilterContract {

    @Override
    protected Filter filter() {
        return new CesqlFilter();
    }

    @Override
    protected String equal(String header, String text) {
        return "(" + header + " = '" + text + "')";
    }

    @Override
    protected List<String> wrong() {
        return List.of(
                "",
                "a =",
                "= a",
                "a LIKE b",
                "a IN",
                "a IN ()",
                "(a",
                "a)",
                "'a",
                "a = 1 1",
                "NOT",
                "5",
                "#",
                "FOO(a)",
                "ABS()",
                "EXISTS 5",
                "EXISTS",
                "a_b",
                "2147483648",
                "a = 'it''s'",
                "+a",
                "!a",
                "1 ! = 2",
                "AND(a)");
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "a", "b", "id", "'x'", "5", "(", ")", "AND", "OR", "XOR", "NOT", "=", "<>", "!=", "<", ">=", "+", "-",
                "*", "/", "%", "IN", "LIKE", "EXISTS", ",", "TRUE", "FALSE", "ABS(", "UPPER(", "'%'", "size");
    }
}
