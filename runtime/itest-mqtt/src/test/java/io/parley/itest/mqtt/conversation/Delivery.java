package io.parley.itest.mqtt.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A PUBLISH as a client sees it.
 *
 * @param identifiers of subscriptions, of a client of version 5
 */
record Delivery(String topic, String payload, int qos, boolean retained, boolean again, Set<Long> identifiers) {

    static final int PUBLISH = 0x30;

    static Delivery of(Packet packet, Dialect dialect) {
        int topic = packet.at(0) << 8 | packet.at(1);
        int at = 2 + topic + (qos(packet) == 0 ? 0 : 2);
        Set<Long> identifiers = Set.of();
        if (dialect == Dialect.V5) {
            identifiers = packet.properties(at).getOrDefault(0x0b, List.of()).stream()
                    .map(Long.class::cast)
                    .collect(Collectors.toSet());
            int length = packet.at(at); // conversations have no properties of 128 bytes
            at += 1 + length;
        }
        byte[] body = packet.body();
        return new Delivery(
                new String(body, 2, topic, UTF_8),
                new String(body, at, body.length - at, UTF_8),
                qos(packet),
                (packet.first() & 1) != 0,
                (packet.first() & 8) != 0,
                identifiers);
    }

    static int qos(Packet packet) {
        return packet.first() >> 1 & 3;
    }

    static int packetId(Packet packet) {
        int topic = packet.at(0) << 8 | packet.at(1);
        return packet.at(2 + topic) << 8 | packet.at(3 + topic);
    }

    /** As a client of that version sees it: 3.1.1 knows no identifiers. */
    Delivery in(Dialect dialect) {
        return dialect == Dialect.V5 ? this : new Delivery(topic, payload, qos, retained, again, Set.of());
    }

    Delivery sentAgain() {
        return new Delivery(topic, payload, qos, retained, true, identifiers);
    }
}
