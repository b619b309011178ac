package io.parley.spi.expression;

/** Numbers in texts. */
public final class Numbers {

    /** No number that is meant as one is written longer. */
    private static final int LONGEST = 64;

    /** So many digits are always a {@link Long}. */
    private static final int SURELY_LONG = 18;

    private Numbers() {}

    /**
     * The number that the whole text is: digits with a sign, a fraction and an exponent, as far as it has them; no spaces, and none of
     * Java's own forms.
     *
     * @return a {@link Long} where that is exact, otherwise a {@link Double}; null for what is no number, or longer than 64 characters
     */
    public static Number parse(String text) {
        int length = text.length();
        if (length == 0 || length > LONGEST) {
            return null;
        }
        int digitsBegin = sign(text, 0);
        int at = digits(text, digitsBegin);
        int digits = at - digitsBegin;
        if (at == length && digits > 0) {
            return digits <= SURELY_LONG ? (Number) Long.valueOf(text) : whole(text);
        }
        if (at < length && text.charAt(at) == '.') {
            int fraction = at + 1;
            at = digits(text, fraction);
            digits += at - fraction;
        }
        if (digits > 0 && at < length && (text.charAt(at) | ' ') == 'e') {
            int exponent = sign(text, at + 1);
            at = digits(text, exponent);
            digits = at - exponent;
        }
        return digits > 0 && at == length ? Double.valueOf(text) : null;
    }

    private static Number whole(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            // More than 64 bits.
            return Double.valueOf(text);
        }
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    /** As {@link Comparable#compareTo}: whole numbers exactly, others as {@link Double#compare} has it. */
    public static int compare(Number a, Number b) {
        return a instanceof Long && b instanceof Long
                ? Long.compare(a.longValue(), b.longValue())
                : Double.compare(a.doubleValue(), b.doubleValue());
    }
}
