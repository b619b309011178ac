package io.parley.protocol.mqtt.internal;

import io.parley.api.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A listener's settings for MQTT. A connection keeps those with which it began.
 *
 * @param maxPacketBytes the largest packet that a client may send, its fixed header included
 * @param connectTimeout how long a client has for its CONNECT, and the server for the answer
 * @param sessionExpiry how long a session that is not clean outlives its connection
 * @param receiveMaximum how many packets of one client may wait for their answer before no more are read
 * @param receiveBytes the same by the size of their payloads
 * @param inflightMaximum how many deliveries a client may leave unacknowledged before no more are sent
 * @param packetFilters the most topic filters in one SUBSCRIBE or UNSUBSCRIBE
 */
record Settings(
        int maxPacketBytes,
        Duration connectTimeout,
        Duration sessionExpiry,
        int receiveMaximum,
        int receiveBytes,
        int inflightMaximum,
        int packetFilters) {

    static final String MAX_PACKET_BYTES = "mqtt.max.packet.bytes";
    static final String CONNECT_TIMEOUT = "mqtt.connect.timeout.seconds";
    static final String SESSION_EXPIRY = "mqtt.session.expiry.seconds";
    static final String RECEIVE_MAXIMUM = "mqtt.receive.maximum";
    static final String RECEIVE_KIB = "mqtt.receive.kib";
    static final String INFLIGHT_MAXIMUM = "mqtt.inflight.maximum";
    static final String PACKET_FILTERS = "mqtt.packet.filters";

    static final Settings DEFAULT = read(key -> Optional.empty());

    /**
     * Reads settings, with defaults for those that are not there.
     *
     * @throws IllegalArgumentException naming key, value and what is allowed
     */
    static Settings read(Function<String, Optional<String>> source) {
        return new Settings(
                (int) number(source, MAX_PACKET_BYTES, 1 << 20, 128, 268_435_460),
                Duration.ofSeconds(number(source, CONNECT_TIMEOUT, 10, 1, 3_600)),
                Duration.ofSeconds(
                        number(source, SESSION_EXPIRY, Session.NEVER.toSeconds(), 0, Session.NEVER.toSeconds())),
                (int) number(source, RECEIVE_MAXIMUM, 1_024, 1, 65_535),
                (int) number(source, RECEIVE_KIB, 8_192, 1, 1 << 20) * 1_024,
                (int) number(source, INFLIGHT_MAXIMUM, 1_024, 1, PacketIds.QUEUE_IDS),
                (int) number(source, PACKET_FILTERS, 1_000, 1, 65_535));
    }

    private static long number(
            Function<String, Optional<String>> source, String key, long standard, long least, long most) {
        Optional<String> text = source.apply(key);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            long value = Long.parseLong(text.get().strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        throw new IllegalArgumentException(
                key + " is '" + text.get() + "'; allowed is a whole number from " + least + " to " + most);
    }
}
