package io.parley.filter.selector.internal;

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
        while (at < expression.length() && Character.isWhitespace(expression.charAt(at))) {
            at++;
        }
        int begin = at;
        if (begin == expression.length()) {
            return new Token(Token.Type.END, begin + 1, "");
        }
        char c = expression.charAt(begin);
        if (c == '\'' || c == '"') {
            return quoted(c);
        }
        if (isDigit(begin) || c == '.' && isDigit(begin + 1)) {
            return number();
        }
        if (Character.isJavaIdentifierStart(c)) {
            while (at < expression.length() && Character.isJavaIdentifierPart(expression.charAt(at))) {
                at++;
            }
            return new Token(Token.Type.NAME, begin + 1, expression.substring(begin, at));
        }
        return sign();
    }

    private Token quoted(char quote) throws PluginException {
        int begin = at;
        StringBuilder text = new StringBuilder();
        for (at++; at < expression.length(); at++) {
            char c = expression.charAt(at);
            if (c != quote) {
                text.append(c);
            } else if (at + 1 < expression.length() && expression.charAt(at + 1) == quote) {
                text.append(quote);
                at++;
            } else {
                at++;
                return new Token(quote == '"' ? Token.Type.QUOTED_NAME : Token.Type.TEXT, begin + 1, text.toString());
            }
        }
        throw Syntax.wrong(begin + 1, "what begins with " + quote + " does not end");
    }

    private Token number() throws PluginException {
        int begin = at;
        digits();
        if (at < expression.length() && expression.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < expression.length() && "eE".indexOf(expression.charAt(at)) >= 0) {
            at++;
            if (at < expression.length() && "+-".indexOf(expression.charAt(at)) >= 0) {
                at++;
            }
            digits();
        }
        if (at < expression.length() && "lLdDfF".indexOf(expression.charAt(at)) >= 0) {
            at++;
        }
        if (at < expression.length() && Character.isJavaIdentifierPart(expression.charAt(at))) {
            throw Syntax.wrong(at + 1, "expected the end of a number, found '" + expression.charAt(at) + "'");
        }
        return new Token(Token.Type.NUMBER, begin + 1, expression.substring(begin, at));
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return index < expression.length() && expression.charAt(index) >= '0' && expression.charAt(index) <= '9';
    }

    private Token sign() throws PluginException {
        int begin = at;
        String two = expression.substring(begin, Math.min(begin + 2, expression.length()));
        String sign = two.equals("<>") || two.equals("<=") || two.equals(">=") ? two : two.substring(0, 1);
        if (sign.length() == 1 && "=<>()+-*/,".indexOf(sign.charAt(0)) < 0) {
            throw Syntax.wrong(begin + 1, "'" + sign + "' has no meaning here");
        }
        at += sign.length();
        return new Token(Token.Type.SIGN, begin + 1, sign);
    }
}
