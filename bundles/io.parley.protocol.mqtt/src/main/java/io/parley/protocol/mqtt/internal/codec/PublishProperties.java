package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Headers;
import io.parley.api.message.Headers.Header;
import io.parley.api.message.Message;
import io.parley.api.message.MessageBuilder;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What the properties of a PUBLISH, or of a will, are in Parley's envelope. What has no place of its own there is a header:
 * those of {@code mqtt.…}. A client's user property of such a name is set apart, so that it comes out again as it went in.
 */
final class PublishProperties {

    static final String PAYLOAD_FORMAT = "mqtt.payload-format";
    static final String CORRELATION_DATA = "mqtt.correlation-data";

    /** An empty content type, which the envelope does not have. */
    static final String CONTENT_TYPE = "mqtt.content-type";

    /** Stands before the name of a user property that would otherwise be taken for one of those. */
    static final String APART = "mqtt.user.";

    private static final String OURS = "mqtt.";

    private PublishProperties() {}

    /**
     * The message with these properties.
     *
     * @param now in milliseconds since 1970-01-01T00:00Z
     * @throws RefusedException where a property of Parley's own has a wrong value
     */
    static Message message(Address address, Payload payload, Properties properties, long now) {
        MessageBuilder message = Message.to(address).payload(payload).timeMillis(now);
        List<Header> headers = new ArrayList<>(properties.user().size() + 2);
        if (properties.has(Property.PAYLOAD_FORMAT)) {
            headers.add(new Header(PAYLOAD_FORMAT, Integer.toString(properties.payloadFormat())));
        }
        if (properties.has(Property.MESSAGE_EXPIRY)) {
            message.expiresAtMillis(now + properties.messageExpiry() * 1_000);
        }
        String contentType = properties.contentType();
        if (contentType != null && contentType.isEmpty()) {
            headers.add(new Header(CONTENT_TYPE, ""));
        } else if (contentType != null) {
            message.contentType(contentType);
        }
        if (properties.responseTopic() != null) {
            Address reply = Topics.answered(properties.responseTopic());
            if (Topics.isState(reply)) {
                // Whoever answers would change its own state, because of what somebody else says.
                throw new RefusedException(RefusedException.Reason.INVALID, "response topic that is of a state");
            }
            message.replyTo(reply);
        }
        if (properties.correlationData() != null) {
            correlate(message, headers, properties.correlationData());
        }
        for (Header property : properties.user()) {
            String name = property.name();
            boolean ours = name.startsWith(Extensions.PREFIX)
                    && (TransactionPart.isAbout(name)
                            || Extensions.ofMessage(property, message, address.toString(), now));
            if (!ours) {
                headers.add(isReserved(name) ? new Header(APART + name, property.value()) : property);
            }
        }
        return message.headers(Headers.of(headers)).build();
    }

    private static void correlate(MessageBuilder message, List<Header> headers, byte[] data) {
        String text = data.length == 0 ? "" : text(data);
        if (text.isEmpty()) {
            headers.add(new Header(CORRELATION_DATA, Base64.getEncoder().encodeToString(data)));
        } else {
            message.correlationId(text);
        }
    }

    /** Empty where it is no text of MQTT's. */
    private static String text(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            return text.indexOf('\0') < 0 ? text : "";
        } catch (CharacterCodingException binary) {
            return "";
        }
    }

    private static boolean isReserved(String name) {
        return name.startsWith(OURS)
                && (name.equals(PAYLOAD_FORMAT)
                        || name.equals(CORRELATION_DATA)
                        || name.equals(CONTENT_TYPE)
                        || name.startsWith(APART));
    }

    /** Whether a header of that name is a user property. */
    static boolean isUser(String name) {
        return !isReserved(name) || name.startsWith(APART);
    }

    /** The name of the user property that is a header of that name. */
    static String userName(String name) {
        return name.startsWith(APART) ? name.substring(APART.length()) : name;
    }
}
