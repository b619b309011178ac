package io.parley.filter.selector.internal;

/** What values are in different places. Null stays null. */
final class Values {

    /** No number that is meant as one is written longer. */
    private static final int LONGEST_NUMBER = 64;

    private Values() {}

    static Boolean truth(Object value) {
        if (value instanceof Untyped untyped) {
            return switch (untyped.text()) {
                case "true", "TRUE" -> true;
                case "false", "FALSE" -> false;
                default -> null;
            };
        }
        return value instanceof Boolean truth ? truth : null;
    }

    static String text(Object value) {
        return value instanceof Untyped untyped ? untyped.text() : value instanceof String text ? text : null;
    }

    /** A {@link Long} where that is exact, otherwise a {@link Double}. */
    static Number number(Object value) {
        return value instanceof Untyped untyped
                ? parse(untyped.text())
                : value instanceof Number number ? number : null;
    }

    private static Number parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NUMBER || !startsLikeANumber(text)) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return parseDouble(text);
        }
    }

    private static Number parseDouble(String text) {
        try {
            return Character.isDigit(text.charAt(text.length() - 1)) ? Double.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Java's own forms, such as NaN and 0x1p3, are none. */
    private static boolean startsLikeANumber(String text) {
        return text.chars()
                .allMatch(c -> c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E');
    }

    static int compare(Number a, Number b) {
        return a instanceof Long && b instanceof Long
                ? Long.compare(a.longValue(), b.longValue())
                : Double.compare(a.doubleValue(), b.doubleValue());
    }

    static Number calculate(char sign, Number a, Number b) {
        if (a == null || b == null) {
            return null;
        }
        if (a instanceof Long left && b instanceof Long right) {
            try {
                return exact(sign, left, right);
            } catch (ArithmeticException e) {
                return sign == '/' ? null : floating(sign, a.doubleValue(), b.doubleValue());
            }
        }
        return floating(sign, a.doubleValue(), b.doubleValue());
    }

    private static Number exact(char sign, long a, long b) {
        return switch (sign) {
            case '+' -> Math.addExact(a, b);
            case '-' -> Math.subtractExact(a, b);
            case '*' -> Math.multiplyExact(a, b);
            default -> a / b;
        };
    }

    private static Number floating(char sign, double a, double b) {
        return switch (sign) {
            case '+' -> a + b;
            case '-' -> a - b;
            case '*' -> a * b;
            default -> b == 0 ? null : (Number) (a / b);
        };
    }
}
