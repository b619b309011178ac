package io.parley.protocol.mqtt.internal.codec;

import io.parley.api.message.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Reads MQTT 5: what all packets have in common, and the short ones. */
final class Decoder5 implements PacketDecoder {

    private static final Wire WIRE = Wire.V5;
    private static final int DUP = 0x08;

    private final Features features;
    private final LongSupplier millis;
    private final Publish5 publish;
    private final Subscribe5 subscribe;

    Decoder5(Features features, LongSupplier millis) {
        this.features = features;
        this.millis = millis;
        publish = new Publish5(features, millis);
        subscribe = new Subscribe5(features);
    }

    @Override
    public void check(int first) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        int flags = first & 0xf;
        switch (type) {
            case PUBLISH -> checkPublish(flags);
            case PUBREL -> checkFlags(type, flags, 2, "MQTT-3.6.1-1");
            case SUBSCRIBE -> checkFlags(type, flags, 2, "MQTT-3.8.1-1");
            case UNSUBSCRIBE -> checkFlags(type, flags, 2, "MQTT-3.10.1-1");
            case DISCONNECT -> checkFlags(type, flags, 0, "MQTT-3.14.1-1");
            case AUTH -> checkFlags(type, flags, 0, "MQTT-3.15.1-1");
            case PUBACK, PUBREC, PUBCOMP, PINGREQ -> checkFlags(type, flags, 0, "MQTT-2.1.3-1");
            case CONNECT -> {
                if (Rule.violated("MQTT-3.1.0-2")) {
                    throw MalformedPacketException.protocolError(
                            type, "the client is connected already", "MQTT-3.1.0-2");
                }
            }
            case RESERVED -> throw new MalformedPacketException(type, "packet type 0 does not exist", "section 2.1.2");
            case CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                throw MalformedPacketException.protocolError(type, "only a server sends it", "section 2.1.2");
        }
    }

    private static void checkFlags(PacketType type, int flags, int wanted, String rule)
            throws MalformedPacketException {
        if (flags != wanted && Rule.violated(rule)) {
            throw new MalformedPacketException(type, "its flags are " + flags + ", not " + wanted, rule);
        }
    }

    private static void checkPublish(int flags) throws MalformedPacketException {
        int qos = flags >> 1 & 3;
        if (qos == 3 && Rule.violated("MQTT-3.3.1-4")) {
            throw new MalformedPacketException(PacketType.PUBLISH, "QoS 3 does not exist", "MQTT-3.3.1-4");
        }
        if (qos == 0 && (flags & DUP) != 0 && Rule.violated("MQTT-3.3.1-2")) {
            throw new MalformedPacketException(PacketType.PUBLISH, "DUP with QoS 0", "MQTT-3.3.1-2");
        }
    }

    @Override
    public void check(int first, int remaining, boolean minimal) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        if (!minimal && Rule.violated("MQTT-1.5.5-1")) {
            throw new MalformedPacketException(
                    type, "the remaining length takes more bytes than it needs", "MQTT-1.5.5-1");
        }
        boolean wrong = type == PacketType.PINGREQ && remaining != 0 || remaining < least(type);
        if (wrong && Rule.violated("MQTT-4.13.1-1")) {
            throw new MalformedPacketException(type, "its remaining length is " + remaining, "MQTT-4.13.1-1");
        }
    }

    private static int least(PacketType type) {
        return switch (type) {
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> 2;
            default -> 0;
        };
    }

    @Override
    public MalformedPacketException tooLarge(PacketType type, long size, int allowed) {
        return new MalformedPacketException(
                type,
                "it announces " + size + " bytes, and " + allowed + " are allowed by mqtt.max.packet.bytes",
                "MQTT-3.2.2-15",
                ReasonCode.PACKET_TOO_LARGE);
    }

    /** Whether the payload is UTF-8 if its properties say so (section 3.3.2.3.2). */
    static boolean asItSays(Properties properties, Payload payload) {
        if (properties.payloadFormat() == 0) {
            return true;
        }
        List<ByteBuffer> parts = payload.buffers();
        return parts.isEmpty() || Wire.wellFormed(parts.get(0));
    }

    @Override
    public Connect connect(ByteBuffer body) throws MalformedPacketException {
        return new Connect5(features, millis).read(body);
    }

    @Override
    public void decode(int first, ByteBuffer body, PacketSink sink) throws MalformedPacketException {
        PacketType type = PacketType.of(first);
        switch (type) {
            case PUBLISH -> publish.read(first, body, sink);
            case PUBACK -> sink.puback(WIRE.packetId(body, type), failed(body, type));
            case PUBREC -> sink.pubrec(WIRE.packetId(body, type), failed(body, type));
            case PUBREL -> {
                int packetId = WIRE.packetId(body, type);
                failed(body, type);
                sink.pubrel(packetId);
            }
            case PUBCOMP -> {
                int packetId = WIRE.packetId(body, type);
                failed(body, type);
                sink.pubcomp(packetId);
            }
            case SUBSCRIBE -> sink.subscribe(subscribe.subscribe(body));
            case UNSUBSCRIBE -> sink.unsubscribe(subscribe.unsubscribe(body));
            case PINGREQ -> sink.pingreq();
            case DISCONNECT -> sink.disconnect(disconnect(body));
            case AUTH -> sink.auth(auth(body));
            default -> throw new IllegalStateException(type + " was not checked");
        }
    }

    /** Reads what may follow the packet id of an acknowledgement, and tells whether it says that something failed. */
    private static boolean failed(ByteBuffer body, PacketType type) throws MalformedPacketException {
        if (!body.hasRemaining()) {
            return false;
        }
        boolean failed = code(body, type).isFailure();
        if (body.hasRemaining()) {
            Properties.read(body, type);
        }
        WIRE.end(body, type);
        return failed;
    }

    private static ReasonCode code(ByteBuffer body, PacketType type) throws MalformedPacketException {
        int value = WIRE.uint8(body, type, "the reason code");
        ReasonCode code = ClientCodes.of(type, value);
        if (code == null) {
            String rule = ClientCodes.rule(type);
            if (Rule.violated(rule)) {
                throw MalformedPacketException.protocolError(
                        type, "reason code 0x" + Integer.toHexString(value) + " has no place in it", rule);
            }
            return ReasonCode.UNSPECIFIED_ERROR;
        }
        return code;
    }

    private static Farewell disconnect(ByteBuffer body) throws MalformedPacketException {
        if (!body.hasRemaining()) {
            return Farewell.NORMAL;
        }
        PacketType type = PacketType.DISCONNECT;
        ReasonCode code = code(body, type);
        Properties properties = body.hasRemaining() ? Properties.read(body, type) : Properties.NONE;
        WIRE.end(body, type);
        return new Farewell(
                code,
                properties.has(Property.SESSION_EXPIRY)
                        ? OptionalLong.of(properties.sessionExpiry())
                        : OptionalLong.empty());
    }

    private static Auth auth(ByteBuffer body) throws MalformedPacketException {
        PacketType type = PacketType.AUTH;
        ReasonCode code = body.hasRemaining() ? code(body, type) : ReasonCode.SUCCESS;
        if (code == ReasonCode.SUCCESS && Rule.violated("MQTT-3.15.2-1")) {
            throw MalformedPacketException.protocolError(type, "only a server says success", "MQTT-3.15.2-1");
        }
        Properties properties = body.hasRemaining() ? Properties.read(body, type) : Properties.NONE;
        WIRE.end(body, type);
        Optional<String> method = properties.method();
        if (method.isEmpty() && Rule.violated("section 3.15.2.2.2")) {
            throw MalformedPacketException.protocolError(type, "it names no method", "section 3.15.2.2.2");
        }
        return new Auth(code, method.orElse(""), properties.data());
    }

    @Override
    public Map<String, String> state() {
        return publish.state();
    }

    @Override
    public void restore(Map<String, String> state) {
        publish.restore(state);
    }
}
