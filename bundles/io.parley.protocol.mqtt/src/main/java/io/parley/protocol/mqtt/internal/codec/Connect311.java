package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Address;
import io.parley.api.message.Message;
import io.parley.api.message.Payload;
import io.parley.api.message.RefusedException;
import io.parley.spi.protocol.Guarantee;
import io.parley.spi.protocol.Publication;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a CONNECT packet of MQTT 3.1.1 behind its protocol level (section 3.1). */
final class Connect311 {

    private static final PacketType IT = PacketType.CONNECT;
    private static final int RESERVED = 0x01;
    private static final int CLEAN = 0x02;
    private static final int WILL = 0x04;
    private static final int WILL_QOS_SHIFT = 3;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER = 0x80;

    private Connect311() {}

    static Connect read(ByteBuffer body) throws MalformedPacketException {
        int flags = Wire.uint8(body, IT, "the connect flags");
        check(flags);
        int keepAlive = Wire.uint16(body, IT, "the keep alive");
        String clientId = Wire.text(body, IT, "the client id");
        Optional<Publication> will = Optional.empty();
        if ((flags & WILL) != 0) {
            String topic = Wire.text(body, IT, "the will topic");
            Address address = Topics.published(topic, IT, "the will topic");
            byte[] payload = Wire.binary(body, IT, "the will message");
            will = Optional.of(will(address, payload, flags));
        }
        Optional<String> user = Optional.empty();
        if ((flags & USER) != 0) {
            user = Optional.of(Wire.text(body, IT, "the user name"));
        }
        Optional<Payload> password = Optional.empty();
        if ((flags & PASSWORD) != 0) {
            password = Optional.of(Payload.wrap(ByteBuffer.wrap(Wire.binary(body, IT, "the password"))));
        }
        Wire.end(body, IT);
        if (clientId.isEmpty() && (flags & CLEAN) == 0) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID,
                    "a client without an id asks for a session that stays [MQTT-3.1.3-8]");
        }
        return new Connect(clientId, (flags & CLEAN) != 0, keepAlive, will, user, password);
    }

    private static Publication will(Address address, byte[] payload, int flags) {
        Message message = Message.to(address)
                .payload(Payload.wrap(ByteBuffer.wrap(payload)))
                .build();
        return new Publication(message, Decoder311.QOS[willQos(flags)], (flags & WILL_RETAIN) != 0, 0);
    }

    private static int willQos(int flags) {
        return flags >> WILL_QOS_SHIFT & 3;
    }

    private static void check(int flags) throws MalformedPacketException {
        if ((flags & RESERVED) != 0) {
            throw new MalformedPacketException(IT, "the reserved connect flag is set", "MQTT-3.1.2-3");
        }
        if ((flags & WILL) == 0 && willQos(flags) != 0) {
            throw new MalformedPacketException(IT, "a will QoS without a will", "MQTT-3.1.2-13");
        }
        if ((flags & WILL) == 0 && (flags & WILL_RETAIN) != 0) {
            throw new MalformedPacketException(IT, "will retain without a will", "MQTT-3.1.2-15");
        }
        if (willQos(flags) > Guarantee.EXACTLY_ONCE.ordinal()) {
            throw new MalformedPacketException(IT, "will QoS 3 does not exist", "MQTT-3.1.2-14");
        }
        if ((flags & USER) == 0 && (flags & PASSWORD) != 0) {
            throw new MalformedPacketException(IT, "a password without a user name", "MQTT-3.1.2-22");
        }
    }
}
