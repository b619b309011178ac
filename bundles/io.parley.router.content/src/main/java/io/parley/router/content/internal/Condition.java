package io.parley.router.content.internal;

import io.parley.api.message.FilterExpression;
import io.parley.spi.plugin.PluginException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a rule asks of a message. Immutable. */
sealed interface Condition {

    boolean holds(Subject subject) throws PluginException;

    /** Both; the second is asked only if the first holds. */
    record And(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            return first.holds(subject) && second.holds(subject);
        }
    }

    /** One at least; the second is asked only if the first does not hold. */
    record Or(Condition first, Condition second) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            return first.holds(subject) || second.holds(subject);
        }
    }

    /** The contrary. */
    record Not(Condition condition) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            return !condition.holds(subject);
        }
    }

    /** The message passes the expression. */
    record Passes(FilterExpression expression) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            return subject.passes(expression);
        }
    }

    /** The message has that part. */
    record Exists(Operand operand) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            return operand.of(subject).isPresent();
        }
    }

    /** The part equals one of the values. */
    record In(Operand operand, List<Object> values) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            for (Object value : values) {
                if (new Compare(operand, Relation.EQUAL, value).holds(subject)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The part compares so with the value. It never does when the message has no such part, or one of another type; so
     * {@code !=} says that there is a value of that type, and another one.
     */
    record Compare(Operand operand, Relation relation, Object value) implements Condition {
        @Override
        public boolean holds(Subject subject) throws PluginException {
            Optional<Object> found = operand.of(subject);
            if (found.isEmpty()) {
                return false;
            }
            Object actual = operand.isTextOnly() ? likeValue(found.get()) : found.get();
            if (value instanceof BigDecimal number) {
                return actual instanceof BigDecimal other && relation.holds(other.compareTo(number));
            }
            return actual.getClass() == value.getClass() && relation.holds(actual.equals(value) ? 0 : 1);
        }

        /** A text as a number or a truth value, if such a one is asked for. */
        private Object likeValue(Object text) {
            if (value instanceof Boolean) {
                return "true".equals(text) ? Boolean.TRUE : "false".equals(text) ? Boolean.FALSE : text;
            }
            return value instanceof BigDecimal
                    ? Numbers.parse(text.toString()).map(Object.class::cast).orElse(text)
                    : text;
        }
    }
}
