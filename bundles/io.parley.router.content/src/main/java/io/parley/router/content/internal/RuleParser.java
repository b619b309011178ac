package io.parley.router.content.internal;

import io.parley.api.message.Address;
import io.parley.api.message.FilterExpression;
import io.parley.spi.plugin.PluginException;
import io.parley.spi.router.TargetRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a rule:
 *
 * <pre>
 * rule       = ( condition | "otherwise" | language ":" expression ) "->" address
 * condition  = both { "or" both }
 * both       = one { "and" one }
 * one        = "not" one | "(" condition ")" | operand "exists"
 *            | operand ( "=" | "!=" | "&lt;" | "&lt;=" | ">" | ">=" ) value | operand "in" "(" value { "," value } ")"
 * value      = number | 'text' | "true" | "false"
 * </pre>
 */
final class RuleParser {

    private static final String ARROW = "->";
    private static final int DEEPEST = 50;

    /** The name of a filter's language, and no part of a message. */
    private static final Pattern LANGUAGE = Pattern.compile("([a-z][a-z0-9-]*):\\s");

    private final Tokens tokens;
    private int depth;

    private RuleParser(String rule) {
        tokens = new Tokens(rule);
    }

    /** @throws PluginException naming the rule, what is wrong in it and what is allowed */
    static Rule parse(String rule) throws PluginException {
        Matcher language = LANGUAGE.matcher(rule);
        if (language.lookingAt()) {
            return filtered(rule, language);
        }
        try {
            return new RuleParser(rule).rule();
        } catch (IllegalArgumentException e) {
            throw new PluginException("Rule '" + rule + "': " + e.getMessage(), e);
        }
    }

    /** What the expression may be is for its filter to say. */
    private static Rule filtered(String rule, Matcher language) throws PluginException {
        TargetRule parts = TargetRule.parse(rule);
        String expression = parts.condition().length() < language.end()
                ? ""
                : parts.condition().substring(language.end()).strip();
        if (expression.isEmpty()) {
            throw TargetRule.wrong(rule, "there is no expression between '" + language.group(1) + ":' and '->'");
        }
        return new Rule(new Condition.Passes(new FilterExpression(language.group(1), expression)), parts.target());
    }

    private Rule rule() {
        Condition condition = tokens.take("otherwise") ? null : condition();
        if (!tokens.current().equals(ARROW)) {
            throw unexpected("and, or, or -> with the target's address behind it");
        }
        return new Rule(condition, Address.parse(tokens.rest().trim()));
    }

    private Condition condition() {
        Condition condition = both();
        while (tokens.take("or")) {
            condition = new Condition.Or(condition, both());
        }
        return condition;
    }

    private Condition both() {
        Condition condition = one();
        while (tokens.take("and")) {
            condition = new Condition.And(condition, one());
        }
        return condition;
    }

    private Condition one() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("more than " + DEEPEST + " parentheses or 'not' inside one another");
        }
        try {
            if (tokens.take("not")) {
                return new Condition.Not(one());
            }
            if (tokens.take("(")) {
                Condition condition = condition();
                require(")");
                return condition;
            }
            return comparison();
        } finally {
            depth--;
        }
    }

    private Condition comparison() {
        Operand operand = Operand.parse(tokens.current()).orElseThrow(() -> unexpected("not, ( or " + Operand.ALLOWED));
        tokens.next();
        if (tokens.take("exists")) {
            return new Condition.Exists(operand);
        }
        if (tokens.take("in")) {
            return new Condition.In(operand, values());
        }
        Relation relation =
                Relation.parse(tokens.current()).orElseThrow(() -> unexpected("=, !=, <, <=, >, >=, in or exists"));
        tokens.next();
        Object value = value();
        if (relation.isOrder() && !(value instanceof BigDecimal)) {
            throw new IllegalArgumentException("'" + relation + "' compares with a number, not with " + value);
        }
        return new Condition.Compare(operand, relation, value);
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        require("(");
        do {
            values.add(value());
        } while (tokens.take(","));
        require(")");
        return List.copyOf(values);
    }

    private Object value() {
        String text = tokens.text();
        Object value = text;
        if (text == null) {
            String word = tokens.current();
            Optional<BigDecimal> number = Numbers.parse(word);
            if (number.isPresent()) {
                value = number.get();
            } else if (word.equals("true") || word.equals("false")) {
                value = Boolean.valueOf(word);
            } else {
                throw unexpected("a number, a 'text', true or false");
            }
        }
        tokens.next();
        return value;
    }

    private void require(String sign) {
        if (!tokens.take(sign)) {
            throw unexpected(sign);
        }
    }

    private IllegalArgumentException unexpected(String allowed) {
        return new IllegalArgumentException(
                (tokens.isAtEnd() ? "it ends" : "there is " + tokens.current()) + " where this is allowed: " + allowed);
    }
}
