package io.parley.filter.selector.internal;

/**
 * A piece of an expression.
 *
 * @param position of its first character, from 1
 * @param text as it was written, or, of a text or a quoted name, what stands between the quotation marks
 */
record Token(Type type, int position, String text) {

    /** What a token is. */
    enum Type {
        NAME,
        QUOTED_NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    /** Whether it is that word, however it is written; words are not names. */
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
