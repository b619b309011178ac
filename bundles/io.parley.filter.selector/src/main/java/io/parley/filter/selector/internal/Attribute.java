package io.parley.filter.selector.internal;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What a message has under one name: one of its attributes, or else the first header of that name. */
final class Attribute {

    private static final Map<String, Function<Message, Object>> KNOWN = known();

    private final Function<Message, Object> reader;

    private Attribute(Function<Message, Object> reader) {
        this.reader = reader;
    }

    static Attribute of(String name) {
        Function<Message, Object> known = KNOWN.get(name);
        return known == null ? header(name) : new Attribute(known);
    }

    static Attribute header(String name) {
        return new Attribute(
                message -> message.headers().first(name).map(Untyped::new).orElse(null));
    }

    private static Map<String, Function<Message, Object>> known() {
        Map<String, Function<Message, Object>> known = new HashMap<>();
        known.put("id", message -> message.id().toString());
        known.put("address", message -> message.address().toString());
        known.put("contentType", message -> message.contentType().orElse(null));
        known.put("priority", message -> (long) message.priority());
        known.put("time", Message::timeMillis);
        known.put("expiry", message -> message.expiresAtMillis() == 0 ? null : (Object) message.expiresAtMillis());
        known.put("correlationId", message -> message.correlationId().orElse(null));
        known.put("replyTo", message -> message.replyTo().map(Address::toString).orElse(null));
        known.put("orderingKey", message -> message.orderingKey().orElse(null));
        known.put("size", message -> message.payload().size());
        known.put("JMSMessageID", known.get("id"));
        known.put("JMSPriority", known.get("priority"));
        known.put("JMSTimestamp", known.get("time"));
        known.put("JMSCorrelationID", known.get("correlationId"));
        known.put("JMSXGroupID", known.get("orderingKey"));
        known.put("JMSType", message -> message.headers().first("type").orElse(null));
        return known;
    }

    Object of(Message message) {
        return reader.apply(message);
    }
}
