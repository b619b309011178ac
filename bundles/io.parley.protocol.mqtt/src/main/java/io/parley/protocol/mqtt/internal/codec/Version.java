package io.parley.protocol.mqtt.internal.codec;

import io.parley.spi.protocol.Connection;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A version of the protocol: which decoder and writer belong together. */
public enum Version {
    /** OASIS MQTT 3.1.1. */
    V3_1_1(4) {
        @Override
        public PacketDecoder decoder(int maxFilters) {
            return new Decoder311(maxFilters);
        }

        @Override
        public PacketWriter writer(Connection connection) {
            return new Writer311(connection);
        }
    };

    /** What a client that asks for another version is answered in. */
    public static final Version OLDEST = V3_1_1;

    private static final String NAME = "MQTT";
    private static final String OLD_NAME = "MQIsdp";

    private final int level;

    Version(int level) {
        this.level = level;
    }

    /** The protocol level in CONNECT. */
    public int level() {
        return level;
    }

    /** @param maxFilters the most topic filters in one packet */
    public abstract PacketDecoder decoder(int maxFilters);

    public abstract PacketWriter writer(Connection connection);

    /**
     * Reads the protocol's name and level at the start of a CONNECT packet (sections 3.1.2.1 and 3.1.2.2).
     *
     * @return empty for a level that is not served, of MQTT or of its forerunner
     */
    public static Optional<Version> read(ByteBuffer body) throws MalformedPacketException {
        String name = Wire.text(body, PacketType.CONNECT, "the protocol name");
        int level = Wire.uint8(body, PacketType.CONNECT, "the protocol level");
        if (name.equals(OLD_NAME)) {
            return Optional.empty();
        }
        if (!name.equals(NAME)) {
            throw new MalformedPacketException(PacketType.CONNECT, "the protocol name is not MQTT", "MQTT-3.1.2-1");
        }
        return of(level);
    }

    /** The version of that level, where it is served. */
    public static Optional<Version> of(int level) {
        for (Version version : values()) {
            if (version.level == level) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
