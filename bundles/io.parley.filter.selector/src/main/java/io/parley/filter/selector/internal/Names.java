package io.parley.filter.selector.internal;

import io.parley.spi.expression.Expression;
import io.parley.spi.expression.MessageAttribute;
import java.util.Map;

/** What a message has under one name: one of its attributes, or else the first header of that name. */
final class Names {

    private static final Map<String, MessageAttribute> OF_JMS = Map.of(
            "JMSMessageID", MessageAttribute.ID,
            "JMSPriority", MessageAttribute.PRIORITY,
            "JMSTimestamp", MessageAttribute.TIME,
            "JMSCorrelationID", MessageAttribute.CORRELATION_ID,
            "JMSXGroupID", MessageAttribute.ORDERING_KEY);

    private Names() {}

    static Expression of(String name) {
        if (name.equals("JMSType")) {
            return new Expression.Name(
                    message -> message.headers().first("type").orElse(null));
        }
        MessageAttribute attribute = OF_JMS.getOrDefault(name, MessageAttribute.named(name));
        return attribute == null ? header(name) : new Expression.Name(attribute::of);
    }

    static Expression header(String name) {
        return new Expression.Name(
                message -> message.headers().first(name).map(Untyped::new).orElse(null));
    }
}
