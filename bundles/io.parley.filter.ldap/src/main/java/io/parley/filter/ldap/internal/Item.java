package io.parley.filter.ldap.internal;

import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.spi.expression.Expression;
import io.parley.spi.expression.MessageAttribute;
import java.util.function.Predicate;

/**
 * Whether any of the values that a message has under a name passes a test. Names are told apart without regard to case.
 *
 * @param attribute null for headers of that name
 * @param test for a {@link String} or {@link Long}
 */
record Item(String name, MessageAttribute attribute, Predicate<Object> test) implements Expression {

    static Item of(String name, Predicate<Object> test) {
        return new Item(name, MessageAttribute.namedInAnyCase(name), test);
    }

    @Override
    public Object value(Message message) {
        if (attribute != null) {
            Object value = attribute.of(message);
            return value != null && test.test(value);
        }
        for (Header header : message.headers()) {
            if (header.name().equalsIgnoreCase(name) && test.test(header.value())) {
                return true;
            }
        }
        return false;
    }
}
