package io.parley.api.message;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An immutable envelope with a payload. Names follow CloudEvents 1.0 where it has them: {@code id}, {@code time}; its
 * {@code type}, {@code source} and {@code subject} are headers of those names.
 *
 * <p>Safe for all threads.
 */
public final class Message {

    /** The priority of a message that names none; 0 is the lowest, 9 the highest. */
    public static final int DEFAULT_PRIORITY = 4;

    private final UUID id;
    private final Address address;
    private final long time;
    private final Payload payload;
    private final String contentType;
    private final List<String> contentEncodings;
    private final Headers headers;
    private final int priority;
    private final String orderingKey;
    private final long expiresAt;
    private final long deliverAt;
    private final String correlationId;
    private final UUID causationId;
    private final Address replyTo;

    Message(MessageBuilder from) {
        long now = from.id == null || from.time == 0 ? CreationTime.now() : 0;
        id = from.id == null ? MessageId.next(now) : from.id;
        address = Objects.requireNonNull(from.address, "address");
        time = from.time == 0 ? now : from.time;
        payload = Objects.requireNonNull(from.payload, "payload");
        contentType = from.contentType;
        contentEncodings = from.contentEncodings;
        headers = from.headers;
        priority = from.priority;
        orderingKey = from.orderingKey;
        expiresAt = from.expiresAt;
        deliverAt = from.deliverAt;
        correlationId = from.correlationId;
        causationId = from.causationId;
        replyTo = from.replyTo;
    }

    /** Begins a message to that address. */
    public static MessageBuilder to(Address address) {
        return new MessageBuilder(address);
    }

    /**
     * Begins a reply to this message: to its {@link #replyTo}, with its {@link #correlationId}, caused by it.
     *
     * @throws IllegalStateException when it asks for none
     */
    public MessageBuilder reply() {
        if (replyTo == null) {
            throw new IllegalStateException("Message " + id + " to " + address + " asks for no reply");
        }
        MessageBuilder reply = new MessageBuilder(replyTo).causationId(id);
        return correlationId == null ? reply : reply.correlationId(correlationId);
    }

    /** A builder that starts with everything this message has, its id included. */
    public MessageBuilder with() {
        return new MessageBuilder(this);
    }

    /** A UUID version 7 unless the sender chose another. Within a dedupe window an id is stored once. */
    public UUID id() {
        return id;
    }

    public Address address() {
        return address;
    }

    /** When the message came into being, to the millisecond; where millions are made in a second, it may be some milliseconds late. */
    public Instant time() {
        return Instant.ofEpochMilli(time);
    }

    /** {@link #time} in milliseconds since 1970-01-01T00:00Z. */
    public long timeMillis() {
        return time;
    }

    public Payload payload() {
        return payload;
    }

    /** The media type of the decoded payload, for example {@code application/json}. */
    public Optional<String> contentType() {
        return Optional.ofNullable(contentType);
    }

    /** Names of the encodings applied to the payload, in the order in which they were applied. */
    public List<String> contentEncodings() {
        return contentEncodings;
    }

    /** Open-ended data. */
    public Headers headers() {
        return headers;
    }

    /** 0 (lowest) to 9 (highest). */
    public int priority() {
        return priority;
    }

    /** Messages of one key are delivered in the order of their acceptance. */
    public Optional<String> orderingKey() {
        return Optional.ofNullable(orderingKey);
    }

    /** From then on the message is no longer delivered. */
    public Optional<Instant> expiresAt() {
        return expiresAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expiresAt));
    }

    /** {@link #expiresAt} in milliseconds since 1970-01-01T00:00Z, or 0 for never. */
    public long expiresAtMillis() {
        return expiresAt;
    }

    /** Before then the message is not delivered. */
    public Optional<Instant> deliverAt() {
        return deliverAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deliverAt));
    }

    /** {@link #deliverAt} in milliseconds since 1970-01-01T00:00Z, or 0 for at once. */
    public long deliverAtMillis() {
        return deliverAt;
    }

    /** Ties a reply to its request. */
    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    /** The id of the message that led to this one. */
    public Optional<UUID> causationId() {
        return Optional.ofNullable(causationId);
    }

    /** Where a reply should go. */
    public Optional<Address> replyTo() {
        return Optional.ofNullable(replyTo);
    }

    /** Two messages are equal when everything in them is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Message that
                && id.equals(that.id)
                && address.equals(that.address)
                && time == that.time
                && payload.equals(that.payload)
                && Objects.equals(contentType, that.contentType)
                && contentEncodings.equals(that.contentEncodings)
                && headers.equals(that.headers)
                && priority == that.priority
                && Objects.equals(orderingKey, that.orderingKey)
                && expiresAt == that.expiresAt
                && deliverAt == that.deliverAt
                && Objects.equals(correlationId, that.correlationId)
                && Objects.equals(causationId, that.causationId)
                && Objects.equals(replyTo, that.replyTo);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Message[" + id + " to " + address + ", " + payload.size() + " bytes]";
    }
}
