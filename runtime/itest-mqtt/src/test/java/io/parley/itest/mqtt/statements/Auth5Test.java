package io.parley.itest.mqtt.statements;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Packet;
import io.parley.itest.mqtt.wire.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 4.12: authentication, in one step and in several; with the authenticator {@code Door}. */
final class Auth5Test extends Statements {

    Auth5Test(Broker broker) {
        super(broker, Dialect.V5);
        broker.with("authenticator", "door");
    }

    private Peer begin(String id) {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 { 15 ['KNOCK'] 16 ['knock'] } ['~%s'] }", id);
        peer.sees("f0 { 18 { 15 ['KNOCK'] 16 ['who is there?'] } }");
        return peer;
    }

    private Peer connected(String id) {
        Peer peer = begin(id);
        peer.send("f0 { 18 { 15 ['KNOCK'] 16 ['anna'] } }");
        assertEquals(List.of("KNOCK"), peer.accepted(false).get(0x15));
        return peer;
    }

    @Test
    void whoIsRefusedIsNotConnected() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 c2 0000 00 ['~a'] ['mallory'] ['x'] }");
        peer.refused(0, 0x86);
    }

    @Test
    void anUnknownMethodEndsTheConnection() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 02 0000 { 15 ['SESAME'] } ['~a'] }");
        peer.refused(0, 0x8c);
    }

    @Test
    void theServerAsksForMoreByAuth() {
        connected("a").alive();
    }

    @Test
    void anAnswerHasTheCodeToContinue() {
        Peer peer = begin("a");
        peer.send("f0 { 19 { 15 ['KNOCK'] 16 ['anna'] } }");
        peer.refused(0, 0x82);
    }

    @Test
    void onlyAuthComesBeforeConnack() {
        Peer peer = begin("a");
        peer.send("30 { ['~a'] 00 'x' }");
        peer.refused(0, 0x82);
    }

    @Test
    void theServerMayRejectAtAnyPoint() {
        Peer peer = begin("a");
        peer.send("f0 { 18 { 15 ['KNOCK'] 16 ['mallory'] } }");
        peer.refused(0, 0x86);
    }

    @Test
    void allPacketsNameTheMethodOfConnect() {
        Peer peer = begin("a");
        peer.send("f0 { 18 { 15 ['KNACK'] 16 ['anna'] } }");
        peer.refused(0, 0x82);
        connected("b").alive();
    }

    @Test
    void withoutAMethodThereIsNone() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 c2 0000 00 ['~a'] ['anna'] ['x'] }");
        assertNull(peer.accepted(false).get(0x15));
        peer.alive();
    }

    @Test
    void withoutAMethodAuthEndsTheConnection() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 c2 0000 00 ['~a'] ['anna'] ['x'] }");
        peer.accepted(false);
        peer.send("f0 { 19 { 15 ['KNOCK'] } }").thrownOut(0x82);
    }

    @Test
    void aClientMayAuthenticateAgain() {
        Peer peer = connected("a");
        peer.send("f0 { 19 { 15 ['KNOCK'] 16 ['knock'] } }");
        peer.sees("f0 { 18 { 15 ['KNOCK'] 16 ['who is there?'] } }");
        peer.send("f0 { 18 { 15 ['KNOCK'] 16 ['anna'] } }");
        Packet success = peer.packet();
        assertEquals(0xf0, success.first());
        if (success.body().length > 0) {
            assertEquals(0, success.at(0));
            assertEquals(List.of("KNOCK"), success.properties(1).get(0x15));
        }
        peer.alive();
    }

    @Test
    void againWithTheSameMethod() {
        connected("a").send("f0 { 19 { 15 ['KNACK'] 16 ['knock'] } }").thrownOut(0x82);
    }

    @Test
    void whoFailsAgainIsDisconnected() {
        Peer peer = connected("a");
        peer.send("f0 { 19 { 15 ['KNOCK'] 16 ['knock'] } }");
        peer.sees("f0 { 18 { 15 ['KNOCK'] 16 ['who is there?'] } }");
        peer.send("f0 { 18 { 15 ['KNOCK'] 16 ['mallory'] } }");
        Packet disconnect = peer.packet();
        assertEquals(0xe0, disconnect.first());
        assertEquals(0x87, disconnect.at(0));
        peer.end();
    }

    @Test
    void authHasNoFlags() {
        connected("a").send("f2 { 19 { 15 ['KNOCK'] } }").thrownOut(0x81);
    }

    @Test
    void reasonCodesOfAuthAreThoseThatThereAre() {
        connected("a").send("f0 { 80 { 15 ['KNOCK'] } }").thrownOut(0x82);
    }
}
