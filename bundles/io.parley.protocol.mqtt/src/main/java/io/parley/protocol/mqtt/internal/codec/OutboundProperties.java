package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The properties of a PUBLISH to a client, beside its topic alias. Measured first and then written, in the same order; what MQTT
 * cannot express (a text with U+0000, with half a surrogate pair or of more than 65,535 bytes) is left out. Used again for
 * each message of a connection.
 */
final class OutboundProperties {

    private Message message;
    private List<Integer> subscriptions;
    private byte[] correlation;
    private String responseTopic;
    private boolean contentType;
    private boolean emptyType;
    private boolean correlationId;

    /** -1 for none. */
    private int format;

    private boolean orderingKey;
    private long expiry;
    private int bytes;

    /** Whether there are none. */
    static boolean none(Message message, List<Integer> subscriptions) {
        return subscriptions.isEmpty()
                && message.headers().isEmpty()
                && message.expiresAtMillis() == 0
                && message.contentType().isEmpty()
                && message.replyTo().isEmpty()
                && message.correlationId().isEmpty()
                && message.priority() == Message.DEFAULT_PRIORITY
                && message.orderingKey().isEmpty();
    }

    /**
     * How many bytes they take.
     *
     * @param now in milliseconds since 1970-01-01T00:00Z
     */
    int measure(Message of, List<Integer> identifiers, long now) {
        message = of;
        subscriptions = identifiers;
        bytes = 0;
        format = -1;
        emptyType = false;
        correlation = null;
        for (Header header : of.headers()) {
            header(header);
        }
        bytes += format < 0 ? 0 : 2;
        long left = of.expiresAtMillis() - now;
        expiry = of.expiresAtMillis() == 0 ? -1 : Math.min(Math.max(0, (left + 999) / 1_000), Terms.NEVER);
        bytes += expiry < 0 ? 0 : 5;
        contentType = of.contentType().isPresent() && text(of.contentType().get());
        emptyType &= of.contentType().isEmpty();
        bytes += emptyType ? 3 : 0;
        responseTopic = of.replyTo().map(OutboundProperties::topic).orElse(null);
        if (responseTopic != null && !text(responseTopic)) {
            responseTopic = null;
        }
        correlationId =
                of.correlationId().isPresent() && text(of.correlationId().get());
        correlation = of.correlationId().isPresent() ? null : correlation;
        bytes += correlation == null ? 0 : 3 + correlation.length;
        for (int i = 0; i < identifiers.size(); i++) {
            bytes += 1 + FixedHeader.lengthBytes(identifiers.get(i));
        }
        bytes += priority() ? pair(Extensions.PRIORITY, 1) : 0;
        int key = of.orderingKey().map(Utf8::length).orElse(-1);
        orderingKey = key >= 0;
        bytes += orderingKey ? pair(Extensions.ORDERING_KEY, key) : 0;
        return bytes;
    }

    private void header(Header header) {
        String name = header.name();
        if (PublishProperties.isUser(name)) {
            int length = userLength(header);
            bytes += length < 0 ? 0 : length;
        } else if (name.equals(PublishProperties.PAYLOAD_FORMAT)) {
            format = header.value().equals("1") ? 1 : header.value().equals("0") ? 0 : -1;
        } else if (name.equals(PublishProperties.CORRELATION_DATA)) {
            correlation = decoded(header.value());
        } else {
            emptyType = true;
        }
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] data = Base64.getDecoder().decode(base64);
            return data.length > 65_535 ? null : data;
        } catch (IllegalArgumentException notOfMqtt) {
            return null;
        }
    }

    private static String topic(Address address) {
        String topic = Topics.topic(address);
        return Topics.hasWildcard(topic) ? null : topic;
    }

    private boolean text(String text) {
        int length = Utf8.length(text);
        bytes += length < 0 ? 0 : 3 + length;
        return length >= 0;
    }

    private boolean priority() {
        return message.priority() != Message.DEFAULT_PRIORITY;
    }

    private static int pair(String name, int value) {
        return 5 + name.length() + value;
    }

    /** -1 where MQTT cannot express it. */
    private static int userLength(Header header) {
        int name = Utf8.length(PublishProperties.userName(header.name()));
        int value = Utf8.length(header.value());
        return name < 0 || value < 0 ? -1 : 5 + name + value;
    }

    /** Writes what has been measured. */
    void put(ByteBuffer out) {
        if (format >= 0) {
            out.put((byte) Property.PAYLOAD_FORMAT.id()).put((byte) format);
        }
        if (expiry >= 0) {
            out.put((byte) Property.MESSAGE_EXPIRY.id()).putInt((int) expiry);
        }
        if (contentType) {
            put(out, Property.CONTENT_TYPE, message.contentType());
        }
        if (emptyType) {
            out.put((byte) Property.CONTENT_TYPE.id()).putShort((short) 0);
        }
        if (responseTopic != null) {
            put(out, Property.RESPONSE_TOPIC, Optional.of(responseTopic));
        }
        if (correlationId) {
            put(out, Property.CORRELATION_DATA, message.correlationId());
        }
        if (correlation != null) {
            out.put((byte) Property.CORRELATION_DATA.id());
            out.putShort((short) correlation.length).put(correlation);
        }
        for (int i = 0; i < subscriptions.size(); i++) {
            out.put((byte) Property.SUBSCRIPTION_IDENTIFIER.id());
            FixedHeader.putVarint(out, subscriptions.get(i));
        }
        for (Header header : message.headers()) {
            String name = header.name();
            if (PublishProperties.isUser(name) && userLength(header) >= 0) {
                putUser(out, PublishProperties.userName(name), header.value());
            }
        }
        if (priority()) {
            putUser(out, Extensions.PRIORITY, Integer.toString(message.priority()));
        }
        if (orderingKey) {
            putUser(out, Extensions.ORDERING_KEY, message.orderingKey().orElseThrow());
        }
        message = null;
        subscriptions = null;
    }

    private static void put(ByteBuffer out, Property property, Optional<String> text) {
        out.put((byte) property.id());
        Utf8.put(out, text.orElseThrow());
    }

    static void putUser(ByteBuffer out, String name, String value) {
        out.put((byte) Property.USER_PROPERTY.id());
        Utf8.put(out, name);
        Utf8.put(out, value);
    }
}
