package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class Connect5Test extends ConnectStatements {

    Connect5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    /** In the form of 3.1.1, which also those understand who know no version that there is. */
    @Override
    String unsupported() {
        return "20 { 00 01 }";
    }

    @Override
    void silentUntilTheEnd(Peer peer) {
        disconnected(peer, 0x8d);
    }

    @Override
    void takenOver(Peer peer) {
        disconnected(peer, 0x8e);
    }

    private static void disconnected(Peer peer, int reason) {
        Packet packet = peer.packet();
        assertEquals(0xe0, packet.first());
        assertEquals(reason, packet.at(0));
        peer.end();
    }

    @Test
    void anAssignedClientIdIsTold() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 00 [] }");
        String id = (String) peer.accepted(false).get(0x12).get(0);
        Peer again = open();
        again.send("10 { ['MQTT'] 05 02 0000 00 ['%s'] }", id);
        again.accepted(false);
        takenOver(peer);
        assertNull(connected("00", "named").get(0x12));
    }

    @Test
    void aClientIdThatIsRejectedEndsTheConnection() {
        broker.rejectsLongIds();
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 00 ['%s'] }", "x".repeat(30));
        peer.refused(0, 0x85);
    }

    @Test
    void connackHasNoFlagsButSessionPresent() {
        lasting("a", false).send("e0 00").end();
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 00 0000 05 11 ffffffff ['~a'] }");
        assertEquals(1, peer.packet().at(0));
    }

    @Test
    void responseInformationIsForThoseWhoAsk() {
        broker.with("mqtt.response.information", "replies/{client}/");
        assertNull(connected("00", "a").get(0x1a));
        assertNull(connected("{ 19 00 }", "b").get(0x1a));
        assertEquals(
                List.of("replies/" + broker.prefix() + "c/"),
                connected("{ 19 01 }", "c").get(0x1a));
    }

    @Test
    void aConnackIsNotLargerThanTheClientTakes() {
        broker.with("mqtt.accept", "application/json");
        String choice = "26 ['parley-accept'] ['application/json']";
        assertEquals(
                List.of("parley-accept=application/json"),
                connected("{ " + choice + " }", "a").get(0x26));
        assertNull(connected("{ 27 00000020 " + choice + " }", "b").get(0x26));
    }

    @Test
    void aRefusalIsNotLargerThanTheClientTakes() {
        broker.rejectsLongIds();
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 { 27 00000010 } ['%s'] }", "x".repeat(30));
        peer.sees("20 { 00 85 00 }");
        peer.end();
    }

    private Map<Integer, List<Object>> connected(String properties, String id) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 %s ['~%s'] }", properties, id);
        return peer.accepted(false);
    }
}
