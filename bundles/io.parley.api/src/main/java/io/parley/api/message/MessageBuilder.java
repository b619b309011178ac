package io.parley.api.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Builds a {@link Message}. For one thread; every setter checks its value at once. */
public final class MessageBuilder {

    UUID id;
    Address address;
    long time;
    Payload payload = Payload.empty();
    String contentType;
    List<String> contentEncodings = List.of();
    Headers headers = Headers.NONE;
    int priority = Message.DEFAULT_PRIORITY;
    String orderingKey;
    long expiresAt;
    long deliverAt;
    String correlationId;
    UUID causationId;
    Address replyTo;

    MessageBuilder(Address address) {
        this.address = address;
    }

    MessageBuilder(Message from) {
        id = from.id();
        address = from.address();
        time = from.timeMillis();
        payload = from.payload();
        contentType = from.contentType().orElse(null);
        contentEncodings = from.contentEncodings();
        headers = from.headers();
        priority = from.priority();
        orderingKey = from.orderingKey().orElse(null);
        expiresAt = from.expiresAtMillis();
        deliverAt = from.deliverAtMillis();
        correlationId = from.correlationId().orElse(null);
        causationId = from.causationId().orElse(null);
        replyTo = from.replyTo().orElse(null);
    }

    /** Default: a new UUID version 7. */
    public MessageBuilder id(UUID value) {
        id = Objects.requireNonNull(value, "id");
        return this;
    }

    public MessageBuilder address(Address value) {
        address = Objects.requireNonNull(value, "address");
        return this;
    }

    /** Default: now. */
    public MessageBuilder time(Instant value) {
        return timeMillis(value.toEpochMilli());
    }

    /** As {@link #time}, in milliseconds since 1970-01-01T00:00Z, above 0. */
    public MessageBuilder timeMillis(long value) {
        time = positive("time", value);
        return this;
    }

    /** Default: no bytes. */
    public MessageBuilder payload(Payload value) {
        payload = Objects.requireNonNull(value, "payload");
        return this;
    }

    /** The text as UTF-8. */
    public MessageBuilder payload(String text) {
        return payload(Payload.utf8(text));
    }

    public MessageBuilder contentType(String value) {
        contentType = notEmpty("contentType", value);
        return this;
    }

    public MessageBuilder contentEncodings(List<String> values) {
        contentEncodings = List.copyOf(values);
        return this;
    }

    /** Sets one header; an earlier value of that name is replaced. */
    public MessageBuilder header(String name, String value) {
        headers = headers.with(name, value);
        return this;
    }

    /** Adds one header behind those that are there, also of the same name. */
    public MessageBuilder addHeader(String name, String value) {
        headers = headers.and(name, value);
        return this;
    }

    /** Replaces all headers. */
    public MessageBuilder headers(Headers values) {
        headers = Objects.requireNonNull(values, "headers");
        return this;
    }

    /** As {@link #headers(Headers)}. */
    public MessageBuilder headers(Map<String, String> values) {
        return headers(Headers.of(values));
    }

    /**
     * 0 (lowest) to 9 (highest).
     *
     * @throws IllegalArgumentException outside that range
     */
    public MessageBuilder priority(int value) {
        if (value < 0 || value > 9) {
            throw new IllegalArgumentException("priority is 0 to 9, not " + value);
        }
        priority = value;
        return this;
    }

    public MessageBuilder orderingKey(String value) {
        orderingKey = notEmpty("orderingKey", value);
        return this;
    }

    public MessageBuilder expiresAt(Instant value) {
        return expiresAtMillis(millis("expiresAt", value));
    }

    /** As {@link #expiresAt}, in milliseconds since 1970-01-01T00:00Z, above 0. */
    public MessageBuilder expiresAtMillis(long value) {
        expiresAt = positive("expiresAt", value);
        return this;
    }

    /** It does not expire. */
    public MessageBuilder withoutExpiry() {
        expiresAt = 0;
        return this;
    }

    public MessageBuilder deliverAt(Instant value) {
        return deliverAtMillis(millis("deliverAt", value));
    }

    /** As {@link #deliverAt}, in milliseconds since 1970-01-01T00:00Z, above 0. */
    public MessageBuilder deliverAtMillis(long value) {
        deliverAt = positive("deliverAt", value);
        return this;
    }

    public MessageBuilder correlationId(String value) {
        correlationId = notEmpty("correlationId", value);
        return this;
    }

    public MessageBuilder causationId(UUID value) {
        causationId = Objects.requireNonNull(value, "causationId");
        return this;
    }

    public MessageBuilder replyTo(Address value) {
        replyTo = Objects.requireNonNull(value, "replyTo");
        return this;
    }

    /** The message; the builder may be used again. */
    public Message build() {
        return new Message(this);
    }

    private static String notEmpty(String what, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
        return value;
    }

    private static long millis(String what, Instant value) {
        try {
            return value.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(what + " is a time in milliseconds since 1970, not " + value, e);
        }
    }

    private static long positive(String what, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(what + " is a time after 1970, not " + value + " ms");
        }
        return value;
    }
}
