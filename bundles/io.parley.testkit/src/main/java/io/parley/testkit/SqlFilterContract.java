package io.parley.testkit;

import java.util.List;

/** As {@link FilterContract}, for a language whose operators are those of SQL. */
public abstract class SqlFilterContract extends FilterContract {

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
}
