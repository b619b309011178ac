package io.parley.spi.expression;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * What each message has besides headers, and under which names expressions of all languages know it: those of CloudEvents 1.0 and its
 * documented extensions where there are any, and those of {@link Message}.
 */
public enum MessageAttribute {
    ID(message -> message.id().toString(), true, "id"),
    ADDRESS(message -> message.address().toString(), false, "address"),
    CONTENT_TYPE(message -> message.contentType().orElse(null), true, "datacontenttype", "contentType"),
    PRIORITY(message -> (long) message.priority(), false, "priority"),
    TIME(Message::timeMillis, true, "time"),
    EXPIRY(message -> time(message.expiresAtMillis()), true, "expirytime", "expiry"),
    CORRELATION_ID(message -> message.correlationId().orElse(null), true, "correlationid", "correlationId"),
    CAUSATION_ID(message -> message.causationId().map(UUID::toString).orElse(null), true, "causationid", "causationId"),
    REPLY_TO(message -> message.replyTo().map(Address::toString).orElse(null), false, "replyto", "replyTo"),
    ORDERING_KEY(message -> message.orderingKey().orElse(null), true, "partitionkey", "orderingKey"),
    SIZE(message -> message.payload().size(), false, "size");

    private static final Map<String, MessageAttribute> BY_NAME = new HashMap<>();
    private static final Map<String, MessageAttribute> BY_ANY_CASE = new HashMap<>();

    static {
        for (MessageAttribute attribute : values()) {
            for (String name : attribute.names) {
                BY_NAME.put(name, attribute);
                BY_ANY_CASE.put(name.toLowerCase(Locale.ROOT), attribute);
            }
        }
    }

    private final Function<Message, Object> reader;
    private final boolean cloudEvents;
    private final List<String> names;

    MessageAttribute(Function<Message, Object> reader, boolean cloudEvents, String... names) {
        this.reader = reader;
        this.cloudEvents = cloudEvents;
        this.names = List.of(names);
    }

    private static Object time(long millis) {
        return millis == 0 ? null : (Object) millis;
    }

    /** The attribute of that name; null when there is none. */
    public static MessageAttribute named(String name) {
        return BY_NAME.get(name);
    }

    /** The attribute of that name, in whatever case it is written; null when there is none. */
    public static MessageAttribute namedInAnyCase(String name) {
        return BY_ANY_CASE.get(name.toLowerCase(Locale.ROOT));
    }

    /** A {@link String}, a {@link Long}, or null when the message has none; a time is in milliseconds since 1970. */
    public Object of(Message message) {
        return reader.apply(message);
    }

    /** Whether it is a point in time. */
    public boolean isTime() {
        return this == TIME || this == EXPIRY;
    }

    /** Whether CloudEvents has it, so that a CloudEvent may bring its own in a header of that name. */
    public boolean isOfCloudEvents() {
        return cloudEvents;
    }
}
