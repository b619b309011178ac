package io.parley.filter.selector.internal;

import static io.parley.filter.selector.internal.SelectorRules.RULES;

import io.parley.spi.expression.Expression;
import io.parley.spi.expression.Expression.Kind;
import io.parley.spi.expression.Operator;
import io.parley.spi.expression.Pattern;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Syntax;
import io.parley.spi.expression.Token;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads a selector, by recursive descent. Length, depth and number of nodes are limited. For one thread, once. */
final class SelectorParser {

    private static final Set<String> WORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "ESCAPE", "IS", "NULL", "TRUE", "FALSE");

    private static final Expression ZERO = new Expression.Literal(Kind.NUMBER, 0L);

    private final Syntax syntax;
    private final Lexer lexer;
    private Token token;

    SelectorParser(String expression) throws PluginException {
        syntax = new Syntax("selector", expression);
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
        return node(new Expression.Junction(RULES, and, parts));
    }

    private Expression not() throws PluginException {
        if (!token.is("NOT")) {
            return comparison();
        }
        advance();
        syntax.deeper(token.position());
        int position = token.position();
        Expression part = truth(not(), position);
        syntax.shallower();
        return node(new Expression.Not(RULES, part));
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
            return node(new Expression.Comparison(RULES, relation, left, right));
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
        return negated ? node(new Expression.Not(RULES, test)) : test;
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
                RULES,
                true,
                List.of(
                        node(new Expression.Comparison(RULES, Relation.GREATER_OR_EQUAL, left, low)),
                        node(new Expression.Comparison(RULES, Relation.LESS_OR_EQUAL, left, high)))));
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
        return node(new Expression.Membership(RULES, left, texts));
    }

    private Expression like(Expression left, int position) throws PluginException {
        name(left, position);
        advance();
        Token pattern = text("a pattern in quotation marks");
        Syntax.pattern(pattern.position(), pattern.text());
        Character escape = null;
        if (token.is("ESCAPE")) {
            advance();
            Token character = text("one character in quotation marks");
            if (character.text().length() != 1) {
                throw Syntax.wrong(character.position(), "expected one character, found " + character);
            }
            escape = character.text().charAt(0);
        }
        return node(new Expression.Likeness(RULES, left, pattern(pattern, escape)));
    }

    private static Pattern pattern(Token token, Character escape) throws PluginException {
        Pattern.Builder pattern = new Pattern.Builder();
        String text = token.text();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escape != null && c == escape) {
                if (++i == text.length()) {
                    throw Syntax.wrong(token.position(), "the pattern ends with its escape character");
                }
                pattern.literal(text.charAt(i));
            } else if (c == '%') {
                pattern.any();
            } else if (c == '_') {
                pattern.one();
            } else {
                pattern.literal(c);
            }
        }
        return pattern.build();
    }

    private Expression sum() throws PluginException {
        return calculation("+", "-", false);
    }

    private Expression calculation(String one, String other, boolean products) throws PluginException {
        int position = token.position();
        Expression left = products ? signed() : calculation("*", "/", true);
        while (token.isSign(one) || token.isSign(other)) {
            Operator operator = operator(token.text());
            advance();
            int next = token.position();
            Expression right = products ? signed() : calculation("*", "/", true);
            left = node(new Expression.Calculation(RULES, operator, number(left, position), number(right, next)));
        }
        return left;
    }

    private static Operator operator(String sign) {
        return switch (sign) {
            case "+" -> Operator.ADD;
            case "-" -> Operator.SUBTRACT;
            case "*" -> Operator.MULTIPLY;
            default -> Operator.DIVIDE;
        };
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
        syntax.deeper(token.position());
        int position = token.position();
        Expression part = number(signed(), position);
        syntax.shallower();
        return negative ? node(new Expression.Calculation(RULES, Operator.SUBTRACT, ZERO, part)) : part;
    }

    private Expression primary() throws PluginException {
        Token found = token;
        switch (found.type()) {
            case TEXT -> {
                advance();
                return node(new Expression.Literal(Kind.TEXT, found.text()));
            }
            case NUMBER -> {
                return literal("");
            }
            case QUOTED_NAME -> {
                advance();
                return node(Names.header(found.text()));
            }
            case NAME -> {
                return word(found);
            }
            default -> {
                if (!takes("(")) {
                    throw expected("a name, a text, a number or '('");
                }
                syntax.deeper(token.position());
                Expression inner = or();
                syntax.shallower();
                take(")");
                return inner;
            }
        }
    }

    private Expression word(Token found) throws PluginException {
        if (found.is("TRUE") || found.is("FALSE")) {
            advance();
            return node(new Expression.Literal(Kind.TRUTH, found.is("TRUE")));
        }
        if (WORDS.contains(found.text().toUpperCase(Locale.ROOT))) {
            throw expected("a name, a text, a number or '('");
        }
        advance();
        return node(Names.of(found.text()));
    }

    private Expression literal(String sign) throws PluginException {
        Token found = token;
        advance();
        String text = sign + found.text();
        String digits = text.replaceAll("[lLdDfF]$", "");
        try {
            boolean whole = digits.equals(text) || text.endsWith("l") || text.endsWith("L");
            return node(new Expression.Literal(
                    Kind.NUMBER,
                    whole && digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9')
                            ? (Object) Long.valueOf(digits)
                            : Double.valueOf(digits)));
        } catch (NumberFormatException e) {
            throw Syntax.wrong(found.position(), "" + found + " is no number, or one of more than 64 bits");
        }
    }

    private Token text(String what) throws PluginException {
        Token found = token;
        if (found.type() != Token.Type.TEXT) {
            throw expected(what);
        }
        syntax.count(found.position());
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

    private Expression node(Expression made) throws PluginException {
        syntax.count(token.position());
        return made;
    }

    private static Expression truth(Expression part, int position) throws PluginException {
        return Syntax.ofKind(part, Kind.TRUTH, position);
    }

    private static Expression number(Expression part, int position) throws PluginException {
        return Syntax.ofKind(part, Kind.NUMBER, position);
    }

    private static void name(Expression part, int position) throws PluginException {
        if (!(part instanceof Expression.Name)) {
            throw Syntax.wrong(position, "expected a name");
        }
    }

    private PluginException expected(String what) {
        return Syntax.wrong(token.position(), "expected " + what + ", found " + token);
    }
}
