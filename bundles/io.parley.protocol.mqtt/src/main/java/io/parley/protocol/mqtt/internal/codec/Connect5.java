package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Publication;
import io.parley.spi.protocol.Will;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads a CONNECT packet of MQTT 5 behind its protocol version (section 3.1). */
final class Connect5 {

    private static final PacketType IT = PacketType.CONNECT;
    private static final Wire WIRE = Wire.V5;
    private static final String WILL_TOPIC = "the will topic";

    private final Features features;
    private final LongSupplier millis;

    Connect5(Features features, LongSupplier millis) {
        this.features = features;
        this.millis = millis;
    }

    Connect read(ByteBuffer body) throws MalformedPacketException {
        ConnectFlags flags = new ConnectFlags(WIRE.uint8(body, IT, "the connect flags"));
        check(flags);
        int keepAlive = WIRE.uint16(body, IT, "the keep alive");
        Terms terms = terms(Properties.read(body, IT));
        String clientId = WIRE.text(body, IT, "the client id");
        Optional<Will> will = flags.will() ? Optional.of(will(body, flags)) : Optional.empty();
        Optional<String> user = Optional.empty();
        if (flags.user()) {
            user = Optional.of(WIRE.text(body, IT, "the user name"));
        }
        Optional<Payload> password = Optional.empty();
        if (flags.password()) {
            password = Optional.of(Wire.payload(WIRE.binary(body, IT, "the password")));
        }
        WIRE.end(body, IT);
        return new Connect(clientId, flags.clean(), keepAlive, will, user, password, terms);
    }

    private static Terms terms(Properties properties) throws MalformedPacketException {
        if (properties.data().isPresent() && properties.method().isEmpty() && Rule.violated("section 3.1.2.11.10")) {
            throw MalformedPacketException.protocolError(
                    IT, "authentication data without an authentication method", "section 3.1.2.11.10");
        }
        return new Terms(
                properties.sessionExpiry(),
                properties.receiveMaximum(),
                properties.maximumPacketSize(),
                properties.topicAliasMaximum(),
                properties.responseInformation(),
                properties.problemInformation(),
                properties.method(),
                properties.data(),
                properties.user());
    }

    private Will will(ByteBuffer body, ConnectFlags flags) throws MalformedPacketException {
        Properties properties = Properties.ofWill(body);
        String topic = WIRE.text(body, IT, WILL_TOPIC);
        Address address = Topics.V5.published(topic, IT, WILL_TOPIC);
        if (address == null || Topics.isState(address)) {
            throw new MalformedPacketException(
                    IT,
                    WILL_TOPIC + " is the server's own; " + Topics.PUBLISHED,
                    "section 4.7.2",
                    ReasonCode.TOPIC_NAME_INVALID);
        }
        Payload payload = Wire.payload(WIRE.binary(body, IT, "the will payload"));
        if (features.checkFormat() && !Decoder5.asItSays(properties, payload) && Rule.violated("section 3.1.3.2.3")) {
            throw new MalformedPacketException(
                    IT, "the will payload is not UTF-8", "section 3.1.3.2.3", ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
        Message message;
        try {
            if (properties.user().stream().anyMatch(property -> TransactionPart.isAbout(property.name()))) {
                throw new RefusedException(
                        RefusedException.Reason.INVALID, "part in a transaction, and none outlives its connection");
            }
            message = PublishProperties.message(address, payload, properties, millis.getAsLong());
        } catch (RefusedException wrong) {
            throw new MalformedPacketException(
                    IT, "the will has a " + wrong.getMessage(), "parley", ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
        }
        Publication publication = new Publication(message, flags.willGuarantee(), flags.willRetain(), 0);
        return new Will(publication, Duration.ofSeconds(properties.willDelay()));
    }

    private void check(ConnectFlags flags) throws MalformedPacketException {
        if (flags.reserved() && Rule.violated("MQTT-3.1.2-3")) {
            throw new MalformedPacketException(IT, "the reserved connect flag is set", "MQTT-3.1.2-3");
        }
        if (!flags.will() && flags.willQos() != 0 && Rule.violated("MQTT-3.1.2-11")) {
            throw new MalformedPacketException(IT, "a will QoS without a will", "MQTT-3.1.2-11");
        }
        if (flags.willQos() > 2 && Rule.violated("MQTT-3.1.2-12")) {
            throw new MalformedPacketException(IT, "will QoS 3 does not exist", "MQTT-3.1.2-12");
        }
        if (!flags.will() && flags.willRetain() && Rule.violated("MQTT-3.1.2-13")) {
            throw new MalformedPacketException(IT, "will retain without a will", "MQTT-3.1.2-13");
        }
        if (flags.willQos() > features.maximumQos().ordinal() && Rule.violated("MQTT-3.2.2-12")) {
            throw new MalformedPacketException(
                    IT,
                    "a will of QoS " + flags.willQos() + " is not served here",
                    "MQTT-3.2.2-12",
                    ReasonCode.QOS_NOT_SUPPORTED);
        }
        if (flags.willRetain() && !features.retain() && Rule.violated("MQTT-3.2.2-13")) {
            throw new MalformedPacketException(
                    IT, "a retained will is not served here", "MQTT-3.2.2-13", ReasonCode.RETAIN_NOT_SUPPORTED);
        }
    }
}
