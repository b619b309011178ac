package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Connection;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A version of the protocol: which decoder and writer belong together. */
public enum Version {
    /** MQTT 3.1 of IBM and Eurotech, 2010. */
    V3_1(3, "3.1") {
        @Override
        public PacketDecoder decoder(Features features, LongSupplier millis) {
            return new Decoder311(features, true);
        }

        @Override
        public PacketWriter writer(Connection connection, Terms terms, LongSupplier millis) {
            return new Writer311(connection, true);
        }
    },
    /** OASIS MQTT 3.1.1. */
    V3_1_1(4, "3.1.1") {
        @Override
        public PacketDecoder decoder(Features features, LongSupplier millis) {
            return new Decoder311(features, false);
        }

        @Override
        public PacketWriter writer(Connection connection, Terms terms, LongSupplier millis) {
            return new Writer311(connection, false);
        }
    },
    /** OASIS MQTT 5.0. */
    V5(5, "5.0") {
        @Override
        public PacketDecoder decoder(Features features, LongSupplier millis) {
            return new Decoder5(features, millis);
        }

        @Override
        public PacketWriter writer(Connection connection, Terms terms, LongSupplier millis) {
            return new Writer5(connection, terms, millis);
        }
    };

    private static final String NAME = "MQTT";
    private static final String OLD_NAME = "MQIsdp";

    private final int level;
    private final String number;

    Version(int level, String number) {
        this.level = level;
        this.number = number;
    }

    /** The protocol level in CONNECT. */
    public int level() {
        return level;
    }

    /** As people and settings call it, for example {@code 3.1.1}. */
    public String number() {
        return number;
    }

    /** Whether what a client asks for, and what it is told, has more to it than 3.1.1 knows. */
    public boolean isModern() {
        return this == V5;
    }

    /** @param millis tells the time, in milliseconds since 1970-01-01T00:00Z */
    public abstract PacketDecoder decoder(Features features, LongSupplier millis);

    /** @param terms what the client has asked for */
    public abstract PacketWriter writer(Connection connection, Terms terms, LongSupplier millis);

    /**
     * What a CONNECT asks for.
     *
     * @param level the protocol level that it names
     * @param version of that level; empty where there is none
     */
    public record Asked(int level, Optional<Version> version) {

        /**
         * The version in which a client is told that the one it asks for is not served: for those that nobody knows,
         * 3.1.1 says how ([MQTT-3.1.2-2]).
         */
        public Version answered() {
            return level == V5.level ? V5 : V3_1_1;
        }
    }

    /** Reads the protocol's name and level at the start of a CONNECT packet (sections 3.1.2.1 and 3.1.2.2). */
    public static Asked read(ByteBuffer body) throws MalformedPacketException {
        String name = Wire.V3_1_1.text(body, PacketType.CONNECT, "the protocol name");
        int level = Wire.V3_1_1.uint8(body, PacketType.CONNECT, "the protocol level");
        boolean old = name.equals(OLD_NAME);
        if (!old && !name.equals(NAME) && Rule.violated("MQTT-3.1.2-1")) {
            throw new MalformedPacketException(PacketType.CONNECT, "the protocol name is not MQTT", "MQTT-3.1.2-1");
        }
        return new Asked(old ? V3_1.level : level, of(level).filter(version -> old == (version == V3_1)));
    }

    /** Whether the bytes behind a CONNECT packet's fixed header are, as far as they have come, those of MQTT 5. */
    public static boolean beginsAs5(ByteBuffer body) {
        int at = body.position();
        return body.remaining() > 6
                && body.getShort(at) == NAME.length()
                && body.getInt(at + 2) == 0x4d51_5454
                && body.get(at + 6) == V5.level;
    }

    /** The version of that level. */
    public static Optional<Version> of(int level) {
        for (Version version : values()) {
            if (version.level == level) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
