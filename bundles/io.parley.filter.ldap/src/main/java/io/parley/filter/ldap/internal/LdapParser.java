package io.parley.filter.ldap.internal;

import static io.parley.filter.ldap.internal.LdapRules.RULES;

import io.parley.spi.expression.Expression;
import io.parley.spi.expression.Pattern;
import io.parley.spi.expression.Relation;
import io.parley.spi.expression.Syntax;
import io.parley.spi.plugin.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a filter, by recursive descent:
 *
 * <pre>
 * filter    = "(" ( "&amp;" filter { filter } | "|" filter { filter } | "!" filter | operation ) ")"
 * operation = name ( "=" | "~=" | "&gt;=" | "&lt;=" ) value
 * </pre>
 *
 * <p>White space between these does not matter; in values it does. For one thread, once.
 */
final class LdapParser {

    private final Syntax syntax;
    private final String text;
    private int at;

    LdapParser(String expression) throws PluginException {
        syntax = new Syntax("filter", expression);
        text = expression;
    }

    Expression parse() throws PluginException {
        Expression filter = filter();
        if (at < text.length()) {
            throw expected("the end");
        }
        return filter;
    }

    private Expression filter() throws PluginException {
        skipSpace();
        syntax.deeper(at + 1);
        take('(');
        skipSpace();
        syntax.count(at + 1);
        Expression filter = switch (peek()) {
            case '&' -> junction(true);
            case '|' -> junction(false);
            case '!' -> not();
            default -> operation();
        };
        skipSpace();
        take(')');
        skipSpace();
        syntax.shallower();
        return filter;
    }

    private Expression junction(boolean and) throws PluginException {
        at++;
        List<Expression> parts = new ArrayList<>();
        do {
            parts.add(filter());
        } while (peek() == '(');
        return new Expression.Junction(RULES, and, and ? parts : Item.merged(parts));
    }

    private Expression not() throws PluginException {
        at++;
        return new Expression.Not(RULES, filter());
    }

    private Expression operation() throws PluginException {
        int begin = at;
        while (at < text.length() && "=~<>()".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String name = text.substring(begin, at).strip();
        if (name.isEmpty()) {
            throw expected("a name, '&', '|' or '!'");
        }
        return Item.of(name, test());
    }

    private Predicate<Object> test() throws PluginException {
        char sign = peek();
        if ("=~<>".indexOf(sign) < 0 || at == text.length()) {
            throw expected("'=', '~=', '>=' or '<='");
        }
        at++;
        if (sign != '=') {
            take('=');
        }
        return switch (sign) {
            case '~' -> new Approximation(value());
            case '<' -> new Comparison(Relation.LESS_OR_EQUAL, value());
            case '>' -> new Comparison(Relation.GREATER_OR_EQUAL, value());
            default -> isPresence() ? value -> true : equality();
        };
    }

    /** What compares with a single text; it is not empty, and asterisks stand for themselves. */
    private String value() throws PluginException {
        int begin = at;
        StringBuilder value = new StringBuilder();
        while (peek() != ')') {
            character(value);
        }
        if (value.isEmpty()) {
            throw Syntax.wrong(begin + 1, "expected a value, found " + found());
        }
        return value.toString();
    }

    private boolean isPresence() {
        int next = at;
        if (next == text.length() || text.charAt(next) != '*') {
            return false;
        }
        do {
            next++;
        } while (next < text.length() && Character.isWhitespace(text.charAt(next)));
        if (next == text.length() || text.charAt(next) != ')') {
            return false;
        }
        at = next;
        return true;
    }

    /** With what is any number of characters, or with a single text, which may be empty. */
    private Predicate<Object> equality() throws PluginException {
        int begin = at;
        Pattern.Builder pattern = new Pattern.Builder();
        StringBuilder all = new StringBuilder();
        StringBuilder piece = new StringBuilder();
        boolean gaps = false;
        while (peek() != ')') {
            if (peek() == '*') {
                pattern.any();
                gaps = true;
                at++;
            } else {
                piece.setLength(0);
                character(piece);
                piece.chars().forEach(c -> pattern.literal((char) c));
                all.append(piece);
            }
        }
        if (!gaps) {
            return new Comparison(Relation.EQUAL, all.toString());
        }
        Syntax.pattern(begin + 1, text.substring(begin, at));
        Pattern built = pattern.build();
        return value -> {
            String has = RULES.text(value);
            return has != null && built.matches(has);
        };
    }

    /** One character, however it is escaped: {@code \x} stands for {@code x}, {@code \2a} for the byte of that code in UTF-8 (RFC 4515). */
    private void character(StringBuilder into) throws PluginException {
        char c = peek();
        if (at == text.length() || c == '(') {
            throw expected("')'");
        }
        if (c != '\\') {
            into.append(c);
            at++;
        } else if (Escapes.isByte(text, at)) {
            at = Escapes.bytes(text, at, into);
        } else if (at + 1 < text.length()) {
            into.append(text.charAt(at + 1));
            at += 2;
        } else {
            at++;
            throw expected("the character that \\ stands before");
        }
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** The next character; 0 at the end, where it is none. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void take(char sign) throws PluginException {
        if (at == text.length() || text.charAt(at) != sign) {
            throw expected("'" + sign + "'");
        }
        at++;
    }

    private String found() {
        return at == text.length() ? "the end" : "'" + text.charAt(at) + "'";
    }

    private PluginException expected(String what) {
        return Syntax.wrong(at + 1, "expected " + what + ", found " + found());
    }
}
