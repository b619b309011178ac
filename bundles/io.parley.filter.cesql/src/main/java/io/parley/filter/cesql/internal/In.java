package io.parley.filter.cesql.internal;

import static io.parley.filter.cesql.internal.CesqlRules.RULES;

import io.parley.api.message.Message;
import io.parley.spi.expression.Expression;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code IN}: whether a value equals one of some, which are cast to its type. They are looked at from the left, until one does.
 *
 * @param texts the elements as texts when all of them stand in the expression, to be found at once by a text; otherwise null
 */
record In(Expression member, List<Expression> elements, Set<String> texts) implements Expression {

    static In of(Expression member, List<Expression> elements) {
        boolean constant = elements.stream().allMatch(Expression.Literal.class::isInstance);
        Set<String> texts = constant
                ? elements.stream()
                        .map(element -> RULES.text(element.value(null)))
                        .collect(Collectors.toSet())
                : null;
        return new In(member, List.copyOf(elements), texts);
    }

    @Override
    public Object value(Message message) {
        Object value = member.value(message);
        if (value == null) {
            return null;
        }
        if (texts != null && value instanceof String text) {
            return texts.contains(text);
        }
        for (Expression element : elements) {
            Object other = element.value(message);
            Object cast = other == null ? null : RULES.cast(other, value);
            if (cast == null) {
                return null;
            }
            if (cast.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
