package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.Features;
import io.parley.protocol.mqtt.internal.codec.Terms;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Detached;
import io.parley.spi.protocol.GatewaySession;
import io.parley.spi.protocol.Guarantee;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection's state between two instances of the protocol, which may be of different versions of this bundle: keys
 * and formats stay, new keys may come.
 *
 * @param phase AWAITING_CONNECT, CONNECTED or ENDED
 * @param version null unless connected
 * @param ids null unless connected
 */
record HandedOver(Phase phase, Version version, int keepAliveSeconds, PacketIds ids, Map<String, String> values) {

    private static final String PHASE = "phase";
    private static final String LEVEL = "level";
    private static final String KEEP_ALIVE = "keepalive.seconds";
    private static final String SESSION_EXPIRY = "session.expiry";
    private static final String CLIENT_PACKET = "client.packet.bytes";
    private static final String CLIENT_ALIASES = "client.aliases";
    private static final String CLIENT_PROBLEMS = "client.problems";
    private static final String METHOD = "method";
    private static final String USER = "user";
    private static final String WINDOW = "window";
    private static final String TOLD_PACKET = "told.packet.bytes";
    private static final String TOLD_RECEIVE = "told.receive.maximum";
    private static final String TOLD_FEATURES = "told.features";

    static Detached unconnected(Phase phase) {
        return new Detached(MqttProtocol.NAME, Optional.empty(), Map.of(PHASE, phase.name()));
    }

    /** @param settings with which the connection began */
    static Detached connected(Peer peer, int keepAliveSeconds, GatewaySession session, Settings settings) {
        Map<String, String> values = new HashMap<>(peer.deliveries().ids().values());
        values.putAll(peer.decoder().state());
        values.putAll(peer.writer().state());
        values.put(PHASE, Phase.CONNECTED.name());
        values.put(LEVEL, Integer.toString(peer.version().level()));
        values.put(KEEP_ALIVE, Integer.toString(keepAliveSeconds));
        if (peer.version().isModern()) {
            putTerms(values, peer, settings);
        }
        return new Detached(MqttProtocol.NAME, Optional.of(session), values);
    }

    private static void putTerms(Map<String, String> values, Peer peer, Settings settings) {
        Terms terms = peer.terms();
        values.put(SESSION_EXPIRY, Long.toString(terms.sessionExpiry()));
        values.put(CLIENT_PACKET, Long.toString(terms.maximumPacketSize()));
        values.put(CLIENT_ALIASES, Integer.toString(terms.topicAliasMaximum()));
        values.put(CLIENT_PROBLEMS, Boolean.toString(terms.problemInformation()));
        terms.method().ifPresent(method -> values.put(METHOD, method));
        if (peer.authentication() != null) {
            peer.authentication().user().ifPresent(user -> values.put(USER, user));
        }
        values.put(WINDOW, peer.conversation().window().toString());
        values.put(TOLD_PACKET, Integer.toString(settings.maxPacketBytes()));
        values.put(TOLD_RECEIVE, Integer.toString(settings.receiveMaximum()));
        Features features = settings.features();
        values.put(
                TOLD_FEATURES,
                features.maximumQos().ordinal() + " " + features.retain() + " " + features.wildcards() + " "
                        + features.identifiers() + " " + features.shared() + " " + features.topicAliases());
    }

    /** @throws RuntimeException where the state is not one that this class makes */
    static HandedOver read(Detached state) {
        Map<String, String> values = state.values();
        Phase phase = Phase.valueOf(values.get(PHASE));
        if (phase != Phase.CONNECTED) {
            return new HandedOver(phase, null, 0, null, values);
        }
        Version version = Version.of(number(values, LEVEL)).orElseThrow();
        return new HandedOver(phase, version, number(values, KEEP_ALIVE), PacketIds.from(values), values);
    }

    private static int number(Map<String, String> values, String key) {
        return Integer.parseInt(values.get(key));
    }

    Terms terms() {
        if (!version.isModern()) {
            return Terms.NONE;
        }
        return new Terms(
                Long.parseLong(values.get(SESSION_EXPIRY)),
                Terms.NONE.receiveMaximum(),
                Long.parseLong(values.get(CLIENT_PACKET)),
                number(values, CLIENT_ALIASES),
                false,
                Boolean.parseBoolean(values.get(CLIENT_PROBLEMS)),
                Optional.ofNullable(values.get(METHOD)),
                Optional.empty(),
                List.of());
    }

    Optional<String> user() {
        return Optional.ofNullable(values.get(USER));
    }

    /** Null where the client was not told how much it may have under way. */
    ReceiveWindow window(Settings settings) {
        return version.isModern() ? ReceiveWindow.parse(values.get(WINDOW), settings.receiveMaximum()) : null;
    }

    /** The settings of today, but those that the client was told of when it connected. */
    Settings settings(Settings today) {
        if (version == null || !version.isModern()) {
            return today;
        }
        String[] told = values.get(TOLD_FEATURES).split(" ");
        Features features = new Features(
                today.features().filters(),
                Guarantee.values()[Integer.parseInt(told[0])],
                Boolean.parseBoolean(told[1]),
                Boolean.parseBoolean(told[2]),
                Boolean.parseBoolean(told[3]),
                Boolean.parseBoolean(told[4]),
                Integer.parseInt(told[5]),
                today.features().checkFormat());
        return today.told(number(values, TOLD_PACKET), number(values, TOLD_RECEIVE), features);
    }
}
