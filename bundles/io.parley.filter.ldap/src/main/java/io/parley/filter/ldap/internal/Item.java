package io.parley.filter.ldap.internal;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.expression.Expression;
import io.parley.spi.expression.MessageAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether any of the values that a message has under a name passes a test. Names are told apart without regard to case.
 *
 * @param name in lower case
 * @param attribute null for headers of that name
 * @param test for a {@link String} or {@link Long}
 */
record Item(String name, MessageAttribute attribute, Predicate<Object> test) implements Expression {

    private static final int ASCII = 128;

    static Item of(String name, Predicate<Object> test) {
        StringBuilder folded = new StringBuilder(name.length());
        name.chars().forEach(c -> folded.append(fold((char) c)));
        return new Item(folded.toString(), MessageAttribute.namedInAnyCase(name), test);
    }

    /** Of alternatives those that ask for the same name become one, for which a message's headers are gone through once. */
    static List<Expression> merged(List<Expression> alternatives) {
        List<Expression> merged = new ArrayList<>(alternatives.size());
        for (Expression each : alternatives) {
            int same = each instanceof Item item ? item.among(merged) : -1;
            if (same < 0) {
                merged.add(each);
            } else {
                merged.set(same, ((Item) merged.get(same)).or((Item) each));
            }
        }
        return merged;
    }

    private int among(List<Expression> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            if (expressions.get(i) instanceof Item item && item.name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private Item or(Item other) {
        return new Item(name, attribute, AnyOf.of(test, other.test));
    }

    @Override
    public Object value(Message message) {
        if (attribute != null) {
            Object value = attribute.of(message);
            return value != null && test.test(value);
        }
        for (Header header : message.headers()) {
            if (isName(header.name()) && test.test(header.value())) {
                return true;
            }
        }
        return false;
    }

    /** As {@link String#equalsIgnoreCase}, but the case of this name was dealt with when the filter was read. */
    private boolean isName(String other) {
        if (other.length() != name.length()) {
            return false;
        }
        for (int i = 0; i < other.length(); i++) {
            if (fold(other.charAt(i)) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char fold(char c) {
        if (c < ASCII) {
            return c >= 'A' && c <= 'Z' ? (char) (c | ' ') : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }
}
