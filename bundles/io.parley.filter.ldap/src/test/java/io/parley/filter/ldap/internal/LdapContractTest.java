package io.parley.filter.ldap.internal;

import io.parley.spi.filter.Filter;
import io.parley.testkit.FilterContract;
import java.util.List;

class LdapContractTest extends FilterContract {

    @Override
    protected Filter filter() {
        return new LdapFilter();
    }

    @Override
    protected String equal(String header, String text) {
        return "(" + header + "=" + text + ")";
    }

    @Override
    protected String like(String header, List<String> pieces) {
        return "(" + header + "=" + String.join("*", pieces) + ")";
    }

    @Override
    protected String not(String expression) {
        return "(!" + expression + ")";
    }

    @Override
    protected String and(String one, String other) {
        return "(&" + one + other + ")";
    }

    @Override
    protected String nested(int levels, String expression) {
        return "(|".repeat(levels) + expression + ")".repeat(levels);
    }

    @Override
    protected List<String> wrong() {
        return List.of(
                "",
                " ",
                "a=b",
                "(a)",
                "(=b)",
                "(a=b",
                "(a=b)x",
                "()",
                "(&)",
                "(!)",
                "(a>b)",
                "(a>=)",
                "(a=(b)",
                "(a=\\",
                "(!(a=b)(c=d))",
                "(&(a=b)",
                "(&a=b)",
                "(a=\\c3)");
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "(", ")", "(a=1)", "(b=*)", "(a=x*y)", "(&", "(|", "(!", "a", "b", "=", "~=", ">=", "<=", "*", "\\",
                "\\2a", "1", "size");
    }
}
