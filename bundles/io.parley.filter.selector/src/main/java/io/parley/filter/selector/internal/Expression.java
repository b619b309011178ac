package io.parley.filter.selector.internal;

import io.parley.api.message.Message;
import java.util.List;
import java.util.Set;

/**
 * A tree that stands for an expression over a message. Immutable, safe for all threads; evaluation does not fail, and visits each
 * node once at the most.
 *
 * <p>Values are {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link Untyped}, and null for what is unknown: a name
 * that the message does not have, and whatever follows from it (SQL-92).
 */
sealed interface Expression {

    /** What an expression is known to result in. */
    enum Kind {
        TRUTH,
        NUMBER,
        TEXT,
        /** As the message has it. */
        ANY
    }

    Kind kind();

    Object value(Message message);

    /** A value that stands in the expression. */
    record Literal(Object constant) implements Expression {

        @Override
        public Kind kind() {
            return constant instanceof Boolean ? Kind.TRUTH : constant instanceof String ? Kind.TEXT : Kind.NUMBER;
        }

        @Override
        public Object value(Message message) {
            return constant;
        }
    }

    /** What the message has under a name. */
    record Name(Attribute attribute) implements Expression {

        @Override
        public Kind kind() {
            return Kind.ANY;
        }

        @Override
        public Object value(Message message) {
            return attribute.of(message);
        }
    }

    /** Both hold, or at least one does. */
    record Junction(boolean and, List<Expression> parts) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            boolean unknown = false;
            for (Expression part : parts) {
                Boolean holds = Values.truth(part.value(message));
                if (holds == null) {
                    unknown = true;
                } else if (holds != and) {
                    return holds;
                }
            }
            return unknown ? null : (Object) and;
        }
    }

    /** Does not hold. */
    record Not(Expression part) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            Boolean holds = Values.truth(part.value(message));
            return holds == null ? null : (Object) !holds;
        }
    }

    /** Two values compared. */
    record Comparison(Relation relation, Expression left, Expression right) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            return relation.holds(left.value(message), right.value(message));
        }
    }

    /** Two numbers calculated with. */
    record Calculation(char sign, Expression left, Expression right) implements Expression {

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public Object value(Message message) {
            return Values.calculate(sign, Values.number(left.value(message)), Values.number(right.value(message)));
        }
    }

    /** Whether the message has the name, or has it not. */
    record Presence(boolean wanted, Expression name) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            return (name.value(message) != null) == wanted;
        }
    }

    /** Whether a text is one of some. */
    record Membership(Expression name, Set<String> texts) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            String text = Values.text(name.value(message));
            return text == null ? null : (Object) texts.contains(text);
        }
    }

    /** Whether a text is like a pattern. */
    record Likeness(Expression name, LikePattern pattern) implements Expression {

        @Override
        public Kind kind() {
            return Kind.TRUTH;
        }

        @Override
        public Object value(Message message) {
            String text = Values.text(name.value(message));
            return text == null ? null : (Object) pattern.matches(text);
        }
    }
}
