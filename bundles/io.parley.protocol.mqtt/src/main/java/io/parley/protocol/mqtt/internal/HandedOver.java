package io.parley.protocol.mqtt.internal;

import io.parley.protocol.mqtt.internal.codec.Version;
import io.parley.spi.protocol.Detached;
import java.util.HashMap;
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
record HandedOver(Phase phase, Version version, int keepAliveSeconds, PacketIds ids) {

    private static final String PHASE = "phase";
    private static final String LEVEL = "level";
    private static final String KEEP_ALIVE = "keepalive.seconds";

    static Detached unconnected(Phase phase) {
        return new Detached(MqttProtocol.NAME, Optional.empty(), Map.of(PHASE, phase.name()));
    }

    static Detached connected(Version version, int keepAliveSeconds, Conversation conversation) {
        Map<String, String> values = new HashMap<>(conversation.ids().values());
        values.put(PHASE, Phase.CONNECTED.name());
        values.put(LEVEL, Integer.toString(version.level()));
        values.put(KEEP_ALIVE, Integer.toString(keepAliveSeconds));
        return new Detached(MqttProtocol.NAME, Optional.of(conversation.session()), values);
    }

    /** @throws RuntimeException where the state is not one that this class makes */
    static HandedOver read(Detached state) {
        Map<String, String> values = state.values();
        Phase phase = Phase.valueOf(values.get(PHASE));
        if (phase != Phase.CONNECTED) {
            return new HandedOver(phase, null, 0, null);
        }
        Version version = Version.of(Integer.parseInt(values.get(LEVEL))).orElseThrow();
        return new HandedOver(phase, version, Integer.parseInt(values.get(KEEP_ALIVE)), PacketIds.from(values));
    }
}
