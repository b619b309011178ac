package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Section 3.2.2.3: what a server does not do, and tells its clients. */
final class Features5Test extends Statements {

    Features5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    private Peer connected(String id, Map<Integer, Long> told) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 00 ['~%s'] }", id);
        Map<Integer, List<Object>> properties = peer.accepted(false);
        told.forEach((property, value) -> assertEquals(List.of(value), properties.get(property)));
        return peer;
    }

    @Test
    void aMaximumQosIsTold() {
        broker.with("mqtt.maximum.qos", "1");
        connected("a", Map.of(0x24, 1L)).alive();
        broker.with("mqtt.maximum.qos", "0");
        connected("b", Map.of(0x24, 0L)).alive();
    }

    @Test
    void aboveTheMaximumQosAClientMaySubscribe() {
        broker.with("mqtt.maximum.qos", "0");
        connected("a", Map.of(0x24, 0L))
                .send("82 { 0001 00 ['~a'] 02 ['~b'] 01 }")
                .sees("90 { 0001 00 00 00 }");
    }

    @Test
    void aboveTheMaximumQosAPublishEndsTheConnection() {
        broker.with("mqtt.maximum.qos", "1");
        connected("a", Map.of(0x24, 1L)).send("34 { ['~a'] 0001 00 'x' }").thrownOut(0x9b);
    }

    @Test
    void aWillAboveTheMaximumQosIsRefused() {
        broker.with("mqtt.maximum.qos", "1");
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 16 0000 00 ['~a'] 00 ['~will'] ['x'] }");
        peer.refused(0, 0x9b);
    }

    @Test
    void aRetainedWillIsRefusedWhereNothingIsRetained() {
        broker.with("mqtt.retain", "false");
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 26 0000 00 ['~a'] 00 ['~will'] ['x'] }");
        peer.refused(0, 0x9a);
    }

    @Test
    void aRetainedPublishEndsTheConnectionWhereNothingIsRetained() {
        broker.with("mqtt.retain", "false");
        connected("a", Map.of(0x25, 0L)).send("31 { ['~a'] 00 'x' }").thrownOut(0x9a);
    }

    @Test
    void aPacketThatIsTooLargeEndsTheConnection() {
        broker.with("mqtt.max.packet.bytes", "128");
        connected("a", Map.of(0x27, 128L))
                .send("30 { ['~a'] 00 '%s' }", "x".repeat(128))
                .thrownOut(0x95);
    }

    @Test
    void wildcardsIdentifiersAndSharingCanBeOff() {
        broker.with("mqtt.wildcard.subscriptions", "false")
                .with("mqtt.subscription.identifiers", "false")
                .with("mqtt.shared.subscriptions", "false");
        Map<Integer, Long> told = Map.of(0x28, 0L, 0x29, 0L, 0x2a, 0L);
        connected("a", told).send("82 { 0001 00 ['~/#'] 00 }").thrownOut(0xa2);
        connected("b", told).send("82 { 0001 { 0b 01 } ['~a'] 00 }").thrownOut(0xa1);
        connected("c", told).send("82 { 0001 00 ['$share/~/~a'] 00 }").thrownOut(0x9e);
    }
}
