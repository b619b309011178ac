package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.Connect;
import io.parley.protocol.mqtt.internal.codec.PacketDecoder;
import io.parley.protocol.mqtt.internal.codec.PacketWriter;
import io.parley.protocol.mqtt.internal.codec.Terms;
import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Connection;
import io.parley.spi.protocol.GatewaySession;
import java.util.Optional;

/**
 * What speaks with one client, in the version that it speaks. For the connection's lane.
 *
 * @param terms what the client has asked for
 * @param authentication null where the client named no method
 */
record Peer(
        Version version,
        Terms terms,
        PacketDecoder decoder,
        PacketWriter writer,
        Deliveries deliveries,
        Conversation conversation,
        Authentication authentication) {

    /** What a connection's parts have in common. */
    record Setting(
            Connection connection, Settings settings, Surroundings surroundings, ReadGate gate, Lifeline lifeline) {

        PacketDecoder decoder(Version version) {
            return version.decoder(settings.features(), surroundings.millis());
        }

        PacketWriter writer(Version version, Terms terms) {
            return version.writer(connection, terms, surroundings.millis());
        }
    }

    /** Of a client that has sent its CONNECT. */
    static Peer of(Setting setting, Version version, PacketDecoder decoder, Connect packet) {
        ReceiveWindow window =
                version.isModern() ? new ReceiveWindow(setting.settings().receiveMaximum()) : null;
        return of(setting, version, packet.terms(), decoder, new PacketIds(), window, packet.user());
    }

    /** Of a client that another instance has spoken with. */
    static Peer of(Setting setting, HandedOver from) {
        Version version = from.version();
        Peer peer = of(
                setting,
                version,
                from.terms(),
                setting.decoder(version),
                from.ids(),
                from.window(setting.settings()),
                from.user());
        peer.decoder.restore(from.values());
        peer.writer.restore(from.values());
        return peer;
    }

    private static Peer of(
            Setting setting,
            Version version,
            Terms terms,
            PacketDecoder decoder,
            PacketIds ids,
            ReceiveWindow window,
            Optional<String> user) {
        PacketWriter writer = setting.writer(version, terms);
        Deliveries deliveries = new Deliveries(
                writer,
                ids,
                setting.surroundings(),
                setting.lifeline(),
                setting.settings().maxPacketBytes());
        Conversation conversation = new Conversation(setting, writer, deliveries, window);
        Authentication authentication = terms.method()
                .map(method -> new Authentication(
                        setting.connection(),
                        writer,
                        setting.lifeline(),
                        method,
                        user,
                        setting.settings().connectTimeout()))
                .orElse(null);
        return new Peer(version, terms, decoder, writer, deliveries, conversation, authentication);
    }

    /** The client is connected. */
    void begin(GatewaySession session) {
        deliveries.begin(session);
        conversation.begin(session);
        if (authentication != null) {
            authentication.begin(session);
        }
    }

    /** Anything between the client and its session, but for pings. */
    long traffic() {
        return conversation.requests() + deliveries.batches();
    }

    /** Whether the client waits for nothing. */
    boolean answered() {
        return conversation.answered() && (authentication == null || !authentication.again());
    }

    /** Nothing is answered any more. */
    void end() {
        conversation.end();
        if (authentication != null) {
            authentication.end();
        }
    }
}
