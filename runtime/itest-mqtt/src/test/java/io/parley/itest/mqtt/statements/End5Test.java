package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class End5Test extends EndStatements {

    End5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void reasonCodesOfDisconnectAreThoseThatThereAre() {
        clean("a").send("e0 { 03 }").thrownOut(0x82);
        clean("b").send("e0 { 8e }").thrownOut(0x82);
    }

    @Test
    void aDisconnectFromTheServerIsTheLastPacket() {
        Peer peer = clean("a");
        peer.send("30 { ['~/+'] 00 'x' } 32 { ['~a'] 0001 00 'x' }").thrownOut(0x90);
    }

    @Test
    void aDisconnectFromTheServerHasNoSessionExpiry() {
        Peer peer = lasting("a", false);
        peer.send("30 { ['~/+'] 00 'x' }");
        Packet disconnect = peer.packet();
        assertEquals(0xe0, disconnect.first());
        assertNull(disconnect.properties(1).get(0x11));
        peer.end();
    }

    @Test
    void thereIsNoDisconnectBeforeConnack() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 03 0000 00 ['~a'] }");
        assertEquals(0x20, peer.packet().first());
        peer.end();
    }
}
