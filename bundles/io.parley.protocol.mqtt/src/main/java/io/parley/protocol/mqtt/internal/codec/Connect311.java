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

/** Reads a CONNECT packet of MQTT 3.1.1, or 3.1, behind its protocol level (section 3.1). */
final class Connect311 {

    private static final PacketType IT = PacketType.CONNECT;
    private static final Wire WIRE = Wire.V3_1_1;
    private static final String WILL_TOPIC = "the will topic";

    private final Features features;
    private final boolean old;

    /** @param old whether it is of 3.1, which has no clients without an id */
    Connect311(Features features, boolean old) {
        this.features = features;
        this.old = old;
    }

    Connect read(ByteBuffer body) throws MalformedPacketException {
        ConnectFlags flags = new ConnectFlags(WIRE.uint8(body, IT, "the connect flags"));
        check(flags);
        int keepAlive = WIRE.uint16(body, IT, "the keep alive");
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
        if (clientId.isEmpty() && (old || !flags.clean()) && Rule.violated("MQTT-3.1.3-8")) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "a client without an id asks for a session that stays [MQTT-3.1.3-8]");
        }
        return new Connect(clientId, flags.clean(), keepAlive, will, user, password, Terms.NONE);
    }

    private Will will(ByteBuffer body, ConnectFlags flags) throws MalformedPacketException {
        String topic = WIRE.text(body, IT, WILL_TOPIC);
        Address address = Topics.V3_1_1.published(topic, IT, WILL_TOPIC);
        if (address == null || Topics.isState(address)) {
            throw Decoder311.serversOwn(IT, WILL_TOPIC);
        }
        Payload payload = Wire.payload(WIRE.binary(body, IT, "the will message"));
        if (flags.willQos() > features.maximumQos().ordinal() || flags.willRetain() && !features.retain()) {
            throw new RefusedException(
                    RefusedException.Reason.LIMIT, "wills of that QoS, or retained ones, are not served here");
        }
        Message message = Message.to(address).payload(payload).build();
        Publication publication = new Publication(message, flags.willGuarantee(), flags.willRetain(), 0);
        return new Will(publication, Duration.ZERO);
    }

    private static void check(ConnectFlags flags) throws MalformedPacketException {
        if (flags.reserved() && Rule.violated("MQTT-3.1.2-3")) {
            throw new MalformedPacketException(IT, "the reserved connect flag is set", "MQTT-3.1.2-3");
        }
        if (!flags.will() && flags.willQos() != 0 && Rule.violated("MQTT-3.1.2-13")) {
            throw new MalformedPacketException(IT, "a will QoS without a will", "MQTT-3.1.2-13");
        }
        if (!flags.will() && flags.willRetain() && Rule.violated("MQTT-3.1.2-15")) {
            throw new MalformedPacketException(IT, "will retain without a will", "MQTT-3.1.2-15");
        }
        if (flags.willQos() > 2 && Rule.violated("MQTT-3.1.2-14")) {
            throw new MalformedPacketException(IT, "will QoS 3 does not exist", "MQTT-3.1.2-14");
        }
        if (!flags.user() && flags.password() && Rule.violated("MQTT-3.1.2-22")) {
            throw new MalformedPacketException(IT, "a password without a user name", "MQTT-3.1.2-22");
        }
    }
}
