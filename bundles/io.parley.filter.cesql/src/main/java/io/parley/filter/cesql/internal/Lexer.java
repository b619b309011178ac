package io.parley.filter.cesql.internal;

import io.parley.spi.expression.Syntax;
import io.parley.spi.expression.Token;
import io.parley.spi.plugin.PluginException;

/** Cuts an expression into tokens. For one thread. */
final class Lexer {

    private final String expression;
    private int at;

    Lexer(String expression) {
        this.expression = expression;
    }

    Token next() throws PluginException {
        while (at < expression.length() && " \t\r\n".indexOf(expression.charAt(at)) >= 0) {
            at++;
        }
        if (at == expression.length()) {
            return new Token(Token.Type.END, at + 1, "");
        }
        char c = expression.charAt(at);
        if (c == '\'' || c == '"') {
            return quoted(c);
        }
        return isWord(c) ? word() : sign();
    }

    /** A backslash is for the quotation mark, and otherwise stands for itself; the character behind it never ends the text. */
    private Token quoted(char quote) throws PluginException {
        int begin = at;
        StringBuilder text = new StringBuilder();
        for (at++; at < expression.length(); at++) {
            char c = expression.charAt(at);
            if (c == quote) {
                at++;
                return new Token(Token.Type.TEXT, begin + 1, text.toString());
            }
            if (c == '\\' && at + 1 < expression.length()) {
                at++;
                if (expression.charAt(at) != quote) {
                    text.append(c);
                }
            }
            text.append(expression.charAt(at));
        }
        throw Syntax.wrong(begin + 1, "what begins with " + quote + " does not end");
    }

    private Token word() {
        int begin = at;
        boolean digits = true;
        for (; at < expression.length() && isWord(expression.charAt(at)); at++) {
            digits &= expression.charAt(at) >= '0' && expression.charAt(at) <= '9';
        }
        return new Token(digits ? Token.Type.NUMBER : Token.Type.NAME, begin + 1, expression.substring(begin, at));
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private Token sign() throws PluginException {
        int begin = at;
        String two = expression.substring(begin, Math.min(begin + 2, expression.length()));
        String sign = switch (two) {
            case "<>", "<=", ">=", "!=" -> two;
            default -> two.substring(0, 1);
        };
        if (sign.length() == 1 && "=<>()+-*/%,".indexOf(sign.charAt(0)) < 0) {
            throw Syntax.wrong(begin + 1, "'" + sign + "' has no meaning here");
        }
        at += sign.length();
        return new Token(Token.Type.SIGN, begin + 1, sign);
    }
}
