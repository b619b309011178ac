package io.parley.itest.clients;

import static io.parley.itest.clients.HiveMq3.flag;
import static io.parley.itest.clients.HiveMq3.qos;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Messages and properties of MQTT 5 between the HiveMQ library and {@link Line}s. */
final class HiveMqWords {

    private HiveMqWords() {}

    /** The user properties among the words whose name begins with the prefix. */
    static Mqtt5UserProperties userProperties(Line line, String prefix) {
        Mqtt5UserPropertiesBuilder properties = Mqtt5UserProperties.builder();
        for (String pair : line.all(prefix + "user-property")) {
            int equals = pair.indexOf('=');
            properties = properties.add(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return properties.build();
    }

    /** The message or, with the prefix {@code will.}, the will that a line describes. */
    static Mqtt5Publish message(Line line, String prefix) {
        Mqtt5PublishBuilder.Complete message = Mqtt5Publish.builder()
                .topic(line.need(prefix + "topic"))
                .payload(line.need(prefix + "payload").getBytes(UTF_8))
                .qos(qos(line.number(prefix + "qos", 0)))
                .retain(line.flag(prefix + "retain"))
                .userProperties(userProperties(line, prefix));
        Optional<String> expiry = line.get(prefix + "message-expiry-interval");
        if (expiry.isPresent()) {
            message = message.messageExpiryInterval(Long.parseLong(expiry.get()));
        }
        if (line.get(prefix + "payload-format-indicator").isPresent()) {
            message = message.payloadFormatIndicator(
                    Mqtt5PayloadFormatIndicator.fromCode(line.number(prefix + "payload-format-indicator")));
        }
        return message.contentType(line.get(prefix + "content-type").orElse(null))
                .responseTopic(line.get(prefix + "response-topic").orElse(null))
                .correlationData(line.get(prefix + "correlation-data")
                        .map(data -> data.getBytes(UTF_8))
                        .orElse(null))
                .build();
    }

    /** What came. */
    static Line message(Mqtt5Publish publish) {
        Line line = Line.of("message")
                .with("topic", publish.getTopic())
                .with("qos", publish.getQos().getCode())
                .with("retain", flag(publish.isRetain()))
                .with("payload", new String(publish.getPayloadAsBytes(), UTF_8));
        if (publish.getMessageExpiryInterval().isPresent()) {
            line = line.with(
                    "message-expiry-interval",
                    publish.getMessageExpiryInterval().getAsLong());
        }
        line = with(
                line,
                "payload-format-indicator",
                publish.getPayloadFormatIndicator().map(Mqtt5PayloadFormatIndicator::getCode));
        line = with(line, "content-type", publish.getContentType());
        line = with(line, "response-topic", publish.getResponseTopic());
        line = with(line, "correlation-data", publish.getCorrelationData().map(HiveMqWords::text));
        return with(line, publish.getUserProperties());
    }

    /** What CONNACK says. */
    static Line words(Line verb, Mqtt5ConnAck connAck) {
        Mqtt5ConnAckRestrictions restrictions = connAck.getRestrictions();
        Line line = verb.with("code", connAck.getReasonCode().getCode())
                .with("present", flag(connAck.isSessionPresent()))
                .with("receive-maximum", restrictions.getReceiveMaximum())
                .with("maximum-packet-size", restrictions.getMaximumPacketSize())
                .with("topic-alias-maximum", restrictions.getTopicAliasMaximum())
                .with("maximum-qos", restrictions.getMaximumQos().getCode())
                .with("retain-available", flag(restrictions.isRetainAvailable()))
                .with("wildcard-subscription-available", flag(restrictions.isWildcardSubscriptionAvailable()))
                .with("shared-subscription-available", flag(restrictions.isSharedSubscriptionAvailable()))
                .with("subscription-identifier-available", flag(restrictions.areSubscriptionIdentifiersAvailable()));
        if (connAck.getSessionExpiryInterval().isPresent()) {
            line = line.with(
                    "session-expiry-interval",
                    connAck.getSessionExpiryInterval().getAsLong());
        }
        if (connAck.getServerKeepAlive().isPresent()) {
            line = line.with("server-keep-alive", connAck.getServerKeepAlive().getAsInt());
        }
        line = with(line, "assigned-client-identifier", connAck.getAssignedClientIdentifier());
        line = with(line, "response-information", connAck.getResponseInformation());
        line = with(line, "server-reference", connAck.getServerReference());
        line = with(line, "reason-string", connAck.getReasonString());
        return with(line, connAck.getUserProperties());
    }

    /** The reason string and the user properties of an answer. */
    static Line words(Line line, Optional<MqttUtf8String> reason, Mqtt5UserProperties properties) {
        return with(with(line, "reason-string", reason), properties);
    }

    private static Line with(Line line, String name, Optional<?> value) {
        return value.isPresent() ? line.with(name, value.get()) : line;
    }

    private static Line with(Line line, Mqtt5UserProperties properties) {
        Line all = line;
        for (Mqtt5UserProperty property : properties.asList()) {
            all = all.withUser(
                    property.getName().toString(), property.getValue().toString());
        }
        return all;
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }
}
