package io.parley.spi.expression;

/**
 * A piece of an expression, as a language cuts it.
 *
 * @param position of its first character, from 1
 * @param text as it was written, or, of a text or a quoted name, what stands between the quotation marks
 */
public record Token(Type type, int position, String text) {

    /** What a token is. */
    public enum Type {
        /** Letters, digits and what else the language allows; words of the language, too. */
        NAME,
        /** A name in quotation marks, where the language has them. */
        QUOTED_NAME,
        TEXT,
        NUMBER,
        SIGN,
        /** Behind the last one. */
        END
    }

    /** Whether it is that word, however it is written; words are not names. */
    public boolean is(String word) {
        return type == Type.NAME && text.equalsIgnoreCase(word);
    }

    public boolean isSign(String sign) {
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
