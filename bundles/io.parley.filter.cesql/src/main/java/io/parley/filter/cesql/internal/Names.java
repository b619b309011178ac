package io.parley.filter.cesql.internal;

import io.parley.api.message.Message;
import io.parley.spi.expression.Expression;
import io.parley.spi.expression.MessageAttribute;
import java.time.Instant;
import java.util.function.Function;

/**
 * The context attributes of a message: those that it has as a CloudEvent are headers, as in the binary mode of protocol bindings; what CloudEvents
 * has too and no header says, and what is Parley's own, is the envelope's.
 */
final class Names {

    private Names() {}

    static Expression of(String name) {
        MessageAttribute attribute = MessageAttribute.named(name);
        Function<Message, Object> header =
                message -> message.headers().first(name).orElse(null);
        if (attribute == null) {
            return new Expression.Name(header);
        }
        if (!attribute.isOfCloudEvents()) {
            return new Expression.Name(message -> value(attribute, message));
        }
        return new Expression.Name(message -> {
            Object own = header.apply(message);
            return own == null ? value(attribute, message) : own;
        });
    }

    /** As one of the language's types; what is none of them is a text (section 3.2). */
    private static Object value(MessageAttribute attribute, Message message) {
        Object value = attribute.of(message);
        if (!(value instanceof Long number)) {
            return value;
        }
        if (attribute.isTime()) {
            return Instant.ofEpochMilli(number).toString();
        }
        return number <= Integer.MAX_VALUE ? (Object) number.intValue() : number.toString();
    }
}
