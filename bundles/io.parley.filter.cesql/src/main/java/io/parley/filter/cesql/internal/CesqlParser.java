package io.parley.filter.cesql.internal;

import static io.parley.filter.cesql.internal.CesqlRules.RULES;

import io.parley.spi.expression.Expression;
import io.parley.spi.expression.Expression.Kind;
import io.parley.spi.expression.Operator;
import io.parley.spi.expression.Pattern;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Syntax;
import io.parley.spi.expression.Token;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads an expression, by recursive descent. What binds closest first (section 3.6 of CESQL 1.0): invocations; NOT and minus; LIKE and IN; {@code *},
 * {@code /} and {@code %}; {@code +} and {@code -}; comparisons; AND, OR and XOR, which bind alike. What binds alike is read from the left. For
 * one thread, once.
 */
final class CesqlParser {

    private static final Set<String> WORDS = Set.of("AND", "OR", "XOR", "NOT", "LIKE", "EXISTS", "IN", "TRUE", "FALSE");

    private static final Expression ZERO = new Expression.Literal(Kind.NUMBER, 0);

    private static final String VALUE = "a name, a text, a number, a function or '('";

    private final Syntax syntax;
    private final Lexer lexer;
    private Token token;

    CesqlParser(String expression) throws PluginException {
        syntax = new Syntax("CloudEvents SQL expression", expression);
        lexer = new Lexer(expression);
        token = lexer.next();
    }

    /** The whole expression, of whatever kind. */
    Expression parse() throws PluginException {
        Expression whole = logic();
        if (token.type() != Token.Type.END) {
            throw expected("an operator, or the end");
        }
        return whole;
    }

    private Expression logic() throws PluginException {
        Expression left = comparison();
        while (token.is("AND") || token.is("OR") || token.is("XOR")) {
            String word = token.text();
            if (word.equalsIgnoreCase("XOR")) {
                advance();
                left = node(new Expression.Either(RULES, left, comparison()));
            } else {
                left = junction(word, left);
            }
        }
        return left;
    }

    private Expression junction(String word, Expression first) throws PluginException {
        List<Expression> parts = new ArrayList<>();
        parts.add(first);
        while (token.is(word)) {
            advance();
            parts.add(comparison());
        }
        return node(new Expression.Junction(RULES, word.equalsIgnoreCase("AND"), parts));
    }

    private Expression comparison() throws PluginException {
        Expression left = sum();
        Relation relation;
        while ((relation = token.type() == Token.Type.SIGN ? Relation.of(token.text()) : null) != null) {
            advance();
            left = node(new Expression.Comparison(RULES, relation, left, sum()));
        }
        return left;
    }

    private Expression sum() throws PluginException {
        Expression left = product();
        while (token.isSign("+") || token.isSign("-")) {
            Operator operator = token.isSign("+") ? Operator.ADD : Operator.SUBTRACT;
            advance();
            left = node(new Expression.Calculation(RULES, operator, left, product()));
        }
        return left;
    }

    private Expression product() throws PluginException {
        Expression left = tested();
        while (token.isSign("*") || token.isSign("/") || token.isSign("%")) {
            Operator operator =
                    token.isSign("*") ? Operator.MULTIPLY : token.isSign("/") ? Operator.DIVIDE : Operator.REMAINDER;
            advance();
            left = node(new Expression.Calculation(RULES, operator, left, tested()));
        }
        return left;
    }

    private Expression tested() throws PluginException {
        Expression left = unary();
        while (token.is("NOT") || token.is("LIKE") || token.is("IN")) {
            boolean negated = token.is("NOT");
            if (negated) {
                advance();
            }
            Expression test;
            if (token.is("LIKE")) {
                advance();
                test = node(new Expression.Likeness(RULES, left, pattern()));
            } else if (token.is("IN")) {
                advance();
                test = node(In.of(left, list(false)));
            } else {
                throw expected("LIKE or IN");
            }
            left = negated ? node(new Expression.Not(RULES, test)) : test;
        }
        return left;
    }

    private Pattern pattern() throws PluginException {
        if (token.type() != Token.Type.TEXT) {
            throw expected("a pattern in quotation marks");
        }
        Syntax.pattern(token.position(), token.text());
        String text = token.text();
        Pattern.Builder pattern = new Pattern.Builder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && "%_".indexOf(text.charAt(i + 1)) >= 0) {
                pattern.literal(text.charAt(++i));
            } else if (c == '%') {
                pattern.any();
            } else if (c == '_') {
                pattern.one();
            } else {
                pattern.literal(c);
            }
        }
        advance();
        return pattern.build();
    }

    private Expression unary() throws PluginException {
        boolean minus = token.isSign("-");
        if (!minus && !token.is("NOT")) {
            return primary();
        }
        advance();
        if (minus && token.type() == Token.Type.NUMBER) {
            return literal("-");
        }
        syntax.deeper(token.position());
        Expression part = unary();
        syntax.shallower();
        return node(
                minus
                        ? new Expression.Calculation(RULES, Operator.SUBTRACT, ZERO, part)
                        : new Expression.Not(RULES, part));
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
            case NAME -> {
                return word();
            }
            default -> {
                return sign();
            }
        }
    }

    private Expression sign() throws PluginException {
        if (token.isSign("+")) {
            advance();
            if (token.type() != Token.Type.NUMBER) {
                throw expected("a number");
            }
            return literal("");
        }
        if (!token.isSign("(")) {
            throw expected(VALUE);
        }
        syntax.deeper(token.position());
        advance();
        Expression inner = logic();
        take(")");
        syntax.shallower();
        return inner;
    }

    private Expression literal(String sign) throws PluginException {
        Integer number = CesqlRules.parse(sign + token.text());
        if (number == null) {
            throw Syntax.wrong(token.position(), "a number has at most 32 bits, not " + sign + token.text());
        }
        advance();
        return node(new Expression.Literal(Kind.NUMBER, number));
    }

    private Expression word() throws PluginException {
        Token found = token;
        advance();
        if (found.is("TRUE") || found.is("FALSE")) {
            return node(new Expression.Literal(Kind.TRUTH, found.is("TRUE")));
        }
        if (found.is("EXISTS")) {
            Token name = token;
            advance();
            return node(new Expression.Presence(true, Names.of(name(name))));
        }
        if (token.isSign("(") && !WORDS.contains(found.text().toUpperCase(Locale.ROOT))) {
            return call(found);
        }
        return node(Names.of(name(found)));
    }

    private static String name(Token found) throws PluginException {
        boolean word =
                found.type() == Token.Type.NAME && !WORDS.contains(found.text().toUpperCase(Locale.ROOT));
        if (!word || found.text().indexOf('_') >= 0) {
            throw Syntax.wrong(
                    found.position(),
                    "expected " + (word ? "a name of letters and digits" : VALUE) + ", found " + found);
        }
        return found.text();
    }

    private Expression call(Token name) throws PluginException {
        List<Expression> arguments = list(true);
        Function function = Function.of(name.text(), arguments.size());
        if (function == null) {
            throw Syntax.wrong(
                    name.position(),
                    "there is no function " + name.text() + " with " + arguments.size() + " arguments; there are "
                            + Function.names());
        }
        return node(new Call(function, arguments));
    }

    /** What stands in parentheses, separated by commas. */
    private List<Expression> list(boolean mayBeEmpty) throws PluginException {
        syntax.deeper(token.position());
        take("(");
        List<Expression> all = new ArrayList<>();
        if (!mayBeEmpty || !token.isSign(")")) {
            all.add(logic());
            while (token.isSign(",")) {
                advance();
                all.add(logic());
            }
        }
        if (!token.isSign(")")) {
            throw expected("',' or ')'");
        }
        advance();
        syntax.shallower();
        return all;
    }

    private void take(String sign) throws PluginException {
        if (!token.isSign(sign)) {
            throw expected("'" + sign + "'");
        }
        advance();
    }

    private void advance() throws PluginException {
        token = lexer.next();
    }

    private Expression node(Expression made) throws PluginException {
        syntax.count(token.position());
        return made;
    }

    private PluginException expected(String what) {
        return Syntax.wrong(token.position(), "expected " + what + ", found " + token);
    }
}
