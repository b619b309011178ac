package io.parley.filter.cesql.internal;

/**
 * A piece of an expression.
 *
 * @param position of its first character, from 1
 * @param text as it was written, or, of a text, what stands between the quotation marks
 */
record Token(Type type, int position, String text) {

    /** What a token is. */
    enum Type {
        /** Letters and digits, with a letter among them, or underscores. */
        NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    /** Whether it is that word, however it is written. */
    boolean is(String word) {
        return type == Type.NAME && text.equalsIgnoreCase(word);
    }

    boolean isSign(String sign) {
        return type == Type.SIGN && text.equals(sign);
    }

    @Override
    public String toString() {
        return switch (type) {
            case END -> "the end";
            case TEXT -> "the text '" + text + "'";
            default -> "'" + text + "'";
        };
    }
}
