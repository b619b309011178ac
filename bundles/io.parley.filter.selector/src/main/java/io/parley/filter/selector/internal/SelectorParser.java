package io.parley.filter.selector.internal;

import io.parley.filter.selector.internal.Expression.Kind;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a selector, by recursive descent. Length, depth and number of nodes are limited. For one thread, once. */
final class SelectorParser {

    static final int MOST_CHARACTERS = 4_096;
    static final int MOST_LEVELS = 64;
    static final int MOST_NODES = 512;
    static final int MOST_PATTERN = 256;

    private static final Set<String> WORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "NULL", "TRUE", "FALSE");

    private final Lexer lexer;
    private Token token;
    private int levels;
    private int nodes;

    SelectorParser(String expression) throws PluginException {
        if (expression.length() > MOST_CHARACTERS) {
            throw new PluginException(
                    "A selector has at most " + MOST_CHARACTERS + " characters, not " + expression.length());
        }
        lexer = new Lexer(expression);
        token = lexer.next();
    }

    Expression parse() throws PluginException {
        int position = token.position();
        Expression whole = truth(or(), position);
        if (token.type() != Token.Type.END) {
            throw expected("AND, OR, or the end");
        }
        return whole;
    }

    private Expression or() throws PluginException {
        return junction(false);
    }

    private Expression junction(boolean and) throws PluginException {
        int position = token.position();
        Expression first = and ? not() : junction(true);
        String word = and ? "AND" : "OR";
        if (!token.is(word)) {
            return first;
        }
        List<Expression> parts = new ArrayList<>();
        parts.add(truth(first, position));
        while (token.is(word)) {
            advance();
            int next = token.position();
            parts.add(truth(and ? not() : junction(true), next));
        }
        return node(new Expression.Junction(and, List.copyOf(parts)));
    }

    private Expression not() throws PluginException {
        if (!token.is("NOT")) {
            return comparison();
        }
        advance();
        deeper();
        int position = token.position();
        Expression part = truth(not(), position);
        levels--;
        return node(new Expression.Not(part));
    }

    private Expression comparison() throws PluginException {
        int position = token.position();
        Expression left = sum();
        Relation relation = token.type() == Token.Type.SIGN ? Relation.of(token.text()) : null;
        if (relation != null) {
            advance();
            int next = token.position();
            Expression right = sum();
            if (relation.orders()) {
                number(left, position);
                number(right, next);
            }
            return node(new Expression.Comparison(relation, left, right));
        }
        if (token.is("IS")) {
            return presence(left, position);
        }
        boolean negated = token.is("NOT");
        if (negated) {
            advance();
        }
        Expression test;
        if (token.is("BETWEEN")) {
            test = between(left, position);
        } else if (token.is("IN")) {
            test = in(left, position);
        } else if (token.is("LIKE")) {
            test = like(left, position);
        } else if (negated) {
            throw expected("BETWEEN, IN or LIKE");
        } else {
            return left;
        }
        return negated ? node(new Expression.Not(test)) : test;
    }

    private Expression presence(Expression left, int position) throws PluginException {
        name(left, position);
        advance();
        boolean negated = token.is("NOT");
        if (negated) {
            advance();
        }
        if (!token.is("NULL")) {
            throw expected(negated ? "NULL" : "NULL or NOT NULL");
        }
        advance();
        return node(new Expression.Presence(negated, left));
    }

    private Expression between(Expression left, int position) throws PluginException {
        advance();
        Expression low = number(sum(), token.position());
        if (!token.is("AND")) {
            throw expected("AND and the upper bound");
        }
        advance();
        Expression high = number(sum(), token.position());
        number(left, position);
        return node(new Expression.Junction(
                true,
                List.of(
                        node(new Expression.Comparison(Relation.GREATER_OR_EQUAL, left, low)),
                        node(new Expression.Comparison(Relation.LESS_OR_EQUAL, left, high)))));
    }

    private Expression in(Expression left, int position) throws PluginException {
        name(left, position);
        advance();
        take("(");
        Set<String> texts = new HashSet<>();
        do {
            texts.add(text("a text in quotation marks").text());
        } while (takes(","));
        take(")");
        return node(new Expression.Membership(left, Set.copyOf(texts)));
    }

    private Expression like(Expression left, int position) throws PluginException {
        name(left, position);
        advance();
        Token pattern = text("a pattern in quotation marks");
        if (pattern.text().length() > MOST_PATTERN) {
            throw new PluginException("Position " + pattern.position() + ": a pattern has at most " + MOST_PATTERN
                    + " characters, not " + pattern.text().length());
        }
        Character escape = null;
        if (token.is("ESCAPE")) {
            advance();
            Token character = text("one character in quotation marks");
            if (character.text().length() != 1) {
                throw new PluginException(
                        "Position " + character.position() + ": expected one character, found " + character);
            }
            escape = character.text().charAt(0);
        }
        try {
            return node(new Expression.Likeness(left, new LikePattern(pattern.text(), escape)));
        } catch (IllegalArgumentException e) {
            throw new PluginException("Position " + pattern.position() + ": " + e.getMessage(), e);
        }
    }

    private Expression sum() throws PluginException {
        return calculation("+", "-", false);
    }

    private Expression calculation(String one, String other, boolean products) throws PluginException {
        int position = token.position();
        Expression left = products ? signed() : calculation("*", "/", true);
        while (token.isSign(one) || token.isSign(other)) {
            char sign = token.text().charAt(0);
            advance();
            int next = token.position();
            Expression right = products ? signed() : calculation("*", "/", true);
            left = node(new Expression.Calculation(sign, number(left, position), number(right, next)));
        }
        return left;
    }

    private Expression signed() throws PluginException {
        if (!token.isSign("-") && !token.isSign("+")) {
            return primary();
        }
        boolean negative = token.isSign("-");
        advance();
        if (negative && token.type() == Token.Type.NUMBER) {
            return literal("-");
        }
        deeper();
        int position = token.position();
        Expression part = number(signed(), position);
        levels--;
        return negative ? node(new Expression.Calculation('-', new Expression.Literal(0L), part)) : part;
    }

    private Expression primary() throws PluginException {
        Token found = token;
        switch (found.type()) {
            case TEXT -> {
                advance();
                return node(new Expression.Literal(found.text()));
            }
            case NUMBER -> {
                return literal("");
            }
            case QUOTED_NAME -> {
                advance();
                return node(new Expression.Name(Attribute.header(found.text())));
            }
            case NAME -> {
                return word(found);
            }
            default -> {
                if (!takes("(")) {
                    throw expected("a name, a text, a number or '('");
                }
                deeper();
                Expression inner = or();
                levels--;
                take(")");
                return inner;
            }
        }
    }

    private Expression word(Token found) throws PluginException {
        if (found.is("TRUE") || found.is("FALSE")) {
            advance();
            return node(new Expression.Literal(found.is("TRUE")));
        }
        if (WORDS.contains(found.text().toUpperCase(Locale.ROOT))) {
            throw expected("a name, a text, a number or '('");
        }
        advance();
        return node(new Expression.Name(Attribute.of(found.text())));
    }

    private Expression literal(String sign) throws PluginException {
        Token found = token;
        advance();
        String text = sign + found.text();
        String digits = text.replaceAll("[lLdDfF]$", "");
        try {
            boolean whole = digits.equals(text) || text.endsWith("l") || text.endsWith("L");
            return node(new Expression.Literal(
                    whole && digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9')
                            ? (Object) Long.valueOf(digits)
                            : Double.valueOf(digits)));
        } catch (NumberFormatException e) {
            throw new PluginException(
                    "Position " + found.position() + ": " + found + " is no number, or one of more than 64 bits", e);
        }
    }

    private Token text(String what) throws PluginException {
        Token found = token;
        if (found.type() != Token.Type.TEXT) {
            throw expected(what);
        }
        nodes++;
        advance();
        return found;
    }

    private boolean takes(String sign) throws PluginException {
        boolean there = token.isSign(sign);
        if (there) {
            advance();
        }
        return there;
    }

    private void take(String sign) throws PluginException {
        if (!takes(sign)) {
            throw expected("'" + sign + "'");
        }
    }

    private void advance() throws PluginException {
        token = lexer.next();
    }

    private void deeper() throws PluginException {
        if (++levels > MOST_LEVELS) {
            throw new PluginException("Position " + token.position() + ": more than " + MOST_LEVELS + " levels deep");
        }
    }

    private Expression node(Expression made) throws PluginException {
        if (++nodes > MOST_NODES) {
            throw new PluginException(
                    "Position " + token.position() + ": more than " + MOST_NODES + " names, values and signs");
        }
        return made;
    }

    private static Expression truth(Expression part, int position) throws PluginException {
        return ofKind(part, Kind.TRUTH, position, "a condition");
    }

    private static Expression number(Expression part, int position) throws PluginException {
        return ofKind(part, Kind.NUMBER, position, "a number");
    }

    private static void name(Expression part, int position) throws PluginException {
        if (!(part instanceof Expression.Name)) {
            throw new PluginException("Position " + position + ": expected a name");
        }
    }

    private static Expression ofKind(Expression part, Kind kind, int position, String what) throws PluginException {
        if (part.kind() != kind && part.kind() != Kind.ANY) {
            throw new PluginException("Position " + position + ": expected " + what + ", found "
                    + (part.kind() == Kind.TEXT ? "a text" : part.kind() == Kind.NUMBER ? "a number" : "a condition"));
        }
        return part;
    }

    private PluginException expected(String what) {
        return new PluginException("Position " + token.position() + ": expected " + what + ", found " + token);
    }
}
