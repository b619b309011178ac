package io.parley.protocol.mqtt.internal;

import io.parley.api.session.Session;
import io.parley.protocol.mqtt.internal.codec.Features;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Guarantee;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A listener's settings for MQTT. A connection keeps those with which it began.
 *
 * @param versions the versions that are served
 * @param maxPacketBytes the largest packet that a client may send, its fixed header included
 * @param connectTimeout how long a client has for its CONNECT, and the server for the answer; also for each step of an
 *     authentication later on
 * @param sessionExpiry how long a session that is not clean outlives its connection, of a client that cannot say that
 * @param sessionExpiryMaximum the longest that any session outlives its connection
 * @param keepAliveMaximum the longest keep alive of a client that can be told so, in seconds; 0 for any
 * @param idle how long a client may neither be given nor want anything; zero for ever
 * @param receiveMaximum how many packets of one client may wait for their answer before no more are read
 * @param receiveBytes the same by the size of their payloads
 * @param inflightMaximum how many deliveries a client may leave unacknowledged before no more are sent
 * @param subscriptions how many subscriptions a client may make on one connection; 0 for as many as its session may have
 * @param rate how fast a client may publish
 * @param features what clients may do
 * @param offer what clients are told
 */
record Settings(
        Set<Version> versions,
        int maxPacketBytes,
        Duration connectTimeout,
        Duration sessionExpiry,
        Duration sessionExpiryMaximum,
        int keepAliveMaximum,
        Duration idle,
        int receiveMaximum,
        int receiveBytes,
        int inflightMaximum,
        int subscriptions,
        Rate rate,
        Features features,
        Offer offer) {

    static final String VERSIONS = "mqtt.versions";
    static final String MAX_PACKET_BYTES = "mqtt.max.packet.bytes";
    static final String CONNECT_TIMEOUT = "mqtt.connect.timeout.seconds";
    static final String SESSION_EXPIRY = "mqtt.session.expiry.seconds";
    static final String SESSION_EXPIRY_MAXIMUM = "mqtt.session.expiry.maximum.seconds";
    static final String KEEP_ALIVE_MAXIMUM = "mqtt.keep.alive.maximum.seconds";
    static final String IDLE = "mqtt.idle.seconds";
    static final String RECEIVE_MAXIMUM = "mqtt.receive.maximum";
    static final String RECEIVE_KIB = "mqtt.receive.kib";
    static final String INFLIGHT_MAXIMUM = "mqtt.inflight.maximum";
    static final String PACKET_FILTERS = "mqtt.packet.filters";
    static final String SUBSCRIPTIONS = "mqtt.subscriptions.maximum";
    static final String PUBLISH_RATE = "mqtt.publish.rate";
    static final String PUBLISH_KIB = "mqtt.publish.kib.rate";
    static final String MAXIMUM_QOS = "mqtt.maximum.qos";
    static final String RETAIN = "mqtt.retain";
    static final String WILDCARDS = "mqtt.wildcard.subscriptions";
    static final String IDENTIFIERS = "mqtt.subscription.identifiers";
    static final String SHARED = "mqtt.shared.subscriptions";
    static final String TOPIC_ALIASES = "mqtt.topic.alias.maximum";
    static final String FORMAT_CHECK = "mqtt.payload.format.check";

    static final Settings DEFAULT = read(key -> Optional.empty());

    private static final int KIB = 1_024;

    /**
     * How fast a client may publish; 0 for any.
     *
     * @param messages a second
     * @param bytes of payload a second
     */
    record Rate(int messages, int bytes) {
        boolean isLimited() {
            return messages > 0 || bytes > 0;
        }
    }

    /**
     * Reads settings, with defaults for those that are not there.
     *
     * @throws IllegalArgumentException naming key, value and what is allowed
     */
    static Settings read(Function<String, Optional<String>> source) {
        SettingsReader in = new SettingsReader(source);
        long never = Session.NEVER.toSeconds();
        return new Settings(
                versions(in),
                (int) in.number(MAX_PACKET_BYTES, 1 << 20, 128, 268_435_460),
                Duration.ofSeconds(in.number(CONNECT_TIMEOUT, 10, 1, 3_600)),
                Duration.ofSeconds(in.number(SESSION_EXPIRY, never, 0, never)),
                Duration.ofSeconds(in.number(SESSION_EXPIRY_MAXIMUM, never, 0, never)),
                (int) in.number(KEEP_ALIVE_MAXIMUM, 0, 0, 65_535),
                Duration.ofSeconds(in.number(IDLE, 0, 0, 31_536_000)),
                (int) in.number(RECEIVE_MAXIMUM, 1_024, 1, 65_535),
                (int) in.number(RECEIVE_KIB, 8_192, 1, 1 << 20) * KIB,
                (int) in.number(INFLIGHT_MAXIMUM, 1_024, 1, PacketIds.QUEUE_IDS),
                (int) in.number(SUBSCRIPTIONS, 0, 0, 10_000_000),
                new Rate(
                        (int) in.number(PUBLISH_RATE, 0, 0, 10_000_000),
                        (int) in.number(PUBLISH_KIB, 0, 0, 2_000_000) * KIB),
                features(in),
                Offer.read(in));
    }

    /** These with other values of what clients of MQTT 5 are told. */
    Settings told(int packetBytes, int receive, Features may) {
        return new Settings(
                versions,
                packetBytes,
                connectTimeout,
                sessionExpiry,
                sessionExpiryMaximum,
                keepAliveMaximum,
                idle,
                receive,
                receiveBytes,
                inflightMaximum,
                subscriptions,
                rate,
                may,
                offer);
    }

    private static Features features(SettingsReader in) {
        return new Features(
                (int) in.number(PACKET_FILTERS, 1_000, 1, 65_535),
                Guarantee.values()[(int) in.number(MAXIMUM_QOS, 2, 0, 2)],
                in.flag(RETAIN, true),
                in.flag(WILDCARDS, true),
                in.flag(IDENTIFIERS, true),
                in.flag(SHARED, true),
                (int) in.number(TOPIC_ALIASES, 32, 0, 65_535),
                in.flag(FORMAT_CHECK, false));
    }

    private static Set<Version> versions(SettingsReader in) {
        Set<Version> versions = EnumSet.noneOf(Version.class);
        for (String number : in.list(VERSIONS, "3.1.1, 5.0")) {
            versions.add(Arrays.stream(Version.values())
                    .filter(version -> version.number().equals(number))
                    .findAny()
                    .orElseThrow(() -> wrongVersions(number)));
        }
        if (versions.isEmpty()) {
            throw wrongVersions("");
        }
        return versions;
    }

    private static IllegalArgumentException wrongVersions(String value) {
        String all = Arrays.stream(Version.values()).map(Version::number).collect(Collectors.joining(", "));
        return SettingsReader.wrong(VERSIONS, value, "one or more of " + all);
    }
}
