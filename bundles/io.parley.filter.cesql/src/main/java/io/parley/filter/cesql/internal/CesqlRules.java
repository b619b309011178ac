package io.parley.filter.cesql.internal;

import io.parley.spi.expression.Operator;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Rules;
import java.util.Locale;

/**
 * The types and casts of CESQL 1.0 (sections 3.1 and 3.7). Values are {@link Boolean}, {@link Integer} and {@link String}; null stands for an error:
 * a message for which there is one never passes, whatever the result beside it, so what is left of the expression need not be looked at ("fail
 * fast", section 4.1).
 */
final class CesqlRules implements Rules {

    static final CesqlRules RULES = new CesqlRules();

    private CesqlRules() {}

    @Override
    public boolean unknownSpreads() {
        return true;
    }

    @Override
    public Boolean truth(Object value) {
        if (value instanceof String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> null;
            };
        }
        return value instanceof Integer number ? (Boolean) (number != 0) : (Boolean) value;
    }

    @Override
    public String text(Object value) {
        return value == null ? null : value.toString();
    }

    Integer integer(Object value) {
        if (value instanceof String text) {
            return parse(text);
        }
        return value instanceof Boolean truth ? (Integer) (truth ? 1 : 0) : (Integer) value;
    }

    /** Null for what is no whole number in base 10, or has more than 32 bits. */
    static Integer parse(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (at == text.length()) {
            return null;
        }
        long number = 0;
        for (; at < text.length(); at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            number = number * 10 + digit;
            if (number > 1L + Integer.MAX_VALUE) {
                return null;
            }
        }
        return fitting(negative ? -number : number);
    }

    private static Integer fitting(long number) {
        return (int) number == number ? (Integer) (int) number : null;
    }

    /** The right value's type is that of the comparison, unless it is one of an order, which only numbers have. */
    @Override
    public Boolean compare(Relation relation, Object left, Object right) {
        if (relation.orders()) {
            Integer a = integer(left);
            Integer b = integer(right);
            return a == null || b == null ? null : (Boolean) relation.holds(a.compareTo(b));
        }
        Object cast = cast(left, right);
        return cast == null ? null : (Boolean) (cast.equals(right) == (relation == Relation.EQUAL));
    }

    /** The value as one of the same type as the other. */
    Object cast(Object value, Object other) {
        return other instanceof String ? text(value) : other instanceof Integer ? integer(value) : truth(value);
    }

    /** Integers have 32 bits; a result that has more is an error of calculation, as is one of a division by zero. */
    @Override
    public Object calculate(Operator operator, Object left, Object right) {
        Integer a = integer(left);
        Integer b = integer(right);
        if (a == null || b == null) {
            return null;
        }
        long one = a;
        long other = b;
        return switch (operator) {
            case ADD -> fitting(one + other);
            case SUBTRACT -> fitting(one - other);
            case MULTIPLY -> fitting(one * other);
            case DIVIDE -> other == 0 ? null : fitting(one / other);
            case REMAINDER -> other == 0 ? null : fitting(one % other);
        };
    }
}
