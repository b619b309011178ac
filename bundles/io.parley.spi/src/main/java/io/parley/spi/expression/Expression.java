package io.parley.spi.expression;

import io.parley.api.message.Message;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A tree that stands for an expression over a message. Languages may add nodes of their own. Immutable, safe for all threads; evaluation does
 * not throw, visits each node once at the most, and gives null for what is unknown.
 */
@ConsumerType
public interface Expression {

    /** What an expression is known to result in. */
    enum Kind {
        TRUTH,
        NUMBER,
        TEXT,
        /** As the message has it. */
        ANY
    }

    /** What it results in, unless that is unknown. */
    default Kind kind() {
        return Kind.TRUTH;
    }

    /** The result for that message: of a type of the language's own, or null for what is unknown. */
    Object value(Message message);

    /** Lets through what the expression surely holds for. */
    default Predicate<Message> test(Rules rules) {
        return message -> Boolean.TRUE.equals(rules.truth(value(message)));
    }

    /** A value that stands in the expression. */
    record Literal(Kind kind, Object constant) implements Expression {

        @Override
        public Object value(Message message) {
            return constant;
        }
    }

    /**
     * What the message has under a name.
     *
     * @param reader gives null when it has nothing
     */
    record Name(Function<Message, Object> reader) implements Expression {

        @Override
        public Kind kind() {
            return Kind.ANY;
        }

        @Override
        public Object value(Message message) {
            return reader.apply(message);
        }
    }

    /** All parts hold, or at least one does. Parts that can no longer change that are not looked at. */
    record Junction(Rules rules, boolean and, List<? extends Expression> parts) implements Expression {

        public Junction {
            parts = List.copyOf(parts);
        }

        @Override
        public Object value(Message message) {
            boolean unknown = false;
            for (int i = 0; i < parts.size(); i++) {
                Boolean holds = rules.truth(parts.get(i).value(message));
                if (holds == null) {
                    if (rules.unknownSpreads()) {
                        return null;
                    }
                    unknown = true;
                } else if (holds != and) {
                    return holds;
                }
            }
            return unknown ? null : (Object) and;
        }
    }

    /** Just one of two holds. */
    record Either(Rules rules, Expression left, Expression right) implements Expression {

        @Override
        public Object value(Message message) {
            Boolean one = rules.truth(left.value(message));
            Boolean other = one == null ? null : rules.truth(right.value(message));
            return other == null ? null : (Object) (one.booleanValue() != other.booleanValue());
        }
    }

    /** Does not hold. */
    record Not(Rules rules, Expression part) implements Expression {

        @Override
        public Object value(Message message) {
            Boolean holds = rules.truth(part.value(message));
            return holds == null ? null : (Object) !holds;
        }
    }

    /** Two values compared. */
    record Comparison(Rules rules, Relation relation, Expression left, Expression right) implements Expression {

        @Override
        public Object value(Message message) {
            Object one = left.value(message);
            Object other = one == null ? null : right.value(message);
            return other == null ? null : rules.compare(relation, one, other);
        }
    }

    /** Two numbers calculated with. */
    record Calculation(Rules rules, Operator operator, Expression left, Expression right) implements Expression {

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public Object value(Message message) {
            Object one = left.value(message);
            Object other = one == null ? null : right.value(message);
            return other == null ? null : rules.calculate(operator, one, other);
        }
    }

    /** Whether the message has the name, or has it not. */
    record Presence(boolean wanted, Expression name) implements Expression {

        @Override
        public Object value(Message message) {
            return (name.value(message) != null) == wanted;
        }
    }

    /** Whether a text is one of some. */
    record Membership(Rules rules, Expression member, Set<String> texts) implements Expression {

        public Membership {
            texts = Set.copyOf(texts);
        }

        @Override
        public Object value(Message message) {
            String text = rules.text(member.value(message));
            return text == null ? null : (Object) texts.contains(text);
        }
    }

    /** Whether a text is like a pattern. */
    record Likeness(Rules rules, Expression left, Pattern pattern) implements Expression {

        @Override
        public Object value(Message message) {
            String text = rules.text(left.value(message));
            return text == null ? null : (Object) pattern.matches(text);
        }
    }
}
