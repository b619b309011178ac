package io.parley.filter.selector.internal;

import io.parley.spi.expression.Numbers;
import io.parley.spi.expression.Operator;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Rules;

/**
 * Values are {@link Boolean}, {@link Long}, {@link Double}, {@link String} and {@link Untyped}. What cannot be compared is not equal, and in
 * no order.
 */
final class SelectorRules implements Rules {

    static final SelectorRules RULES = new SelectorRules();

    private SelectorRules() {}

    @Override
    public Boolean truth(Object value) {
        if (value instanceof Untyped untyped) {
            return switch (untyped.text()) {
                case "true", "TRUE" -> true;
                case "false", "FALSE" -> false;
                default -> null;
            };
        }
        return value instanceof Boolean truth ? truth : null;
    }

    @Override
    public String text(Object value) {
        return value instanceof Untyped untyped ? untyped.text() : value instanceof String text ? text : null;
    }

    @Override
    public Boolean compare(Relation relation, Object left, Object right) {
        if (relation.orders() || left instanceof Number || right instanceof Number) {
            Number a = number(left);
            Number b = number(right);
            return a == null || b == null ? relation == Relation.UNEQUAL : relation.holds(Numbers.compare(a, b));
        }
        boolean truths = left instanceof Boolean || right instanceof Boolean;
        Object a = truths ? truth(left) : text(left);
        return (a != null && a.equals(truths ? truth(right) : text(right))) == (relation == Relation.EQUAL);
    }

    @Override
    public Object calculate(Operator operator, Object left, Object right) {
        Number a = number(left);
        Number b = number(right);
        if (a == null || b == null) {
            return null;
        }
        if (a instanceof Long && b instanceof Long) {
            try {
                return exact(operator, a.longValue(), b.longValue());
            } catch (ArithmeticException e) {
                return operator == Operator.DIVIDE ? null : floating(operator, a.doubleValue(), b.doubleValue());
            }
        }
        return floating(operator, a.doubleValue(), b.doubleValue());
    }

    /** A {@link Long} where that is exact, otherwise a {@link Double}. */
    private static Number number(Object value) {
        return value instanceof Untyped untyped
                ? Numbers.parse(untyped.text())
                : value instanceof Number number ? number : null;
    }

    private static Number exact(Operator operator, long a, long b) {
        return switch (operator) {
            case ADD -> Math.addExact(a, b);
            case SUBTRACT -> Math.subtractExact(a, b);
            case MULTIPLY -> Math.multiplyExact(a, b);
            case DIVIDE -> a / b;
            case REMAINDER -> a % b;
        };
    }

    private static Number floating(Operator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> b == 0 ? null : (Number) (a / b);
            case REMAINDER -> b == 0 ? null : (Number) (a % b);
        };
    }
}
