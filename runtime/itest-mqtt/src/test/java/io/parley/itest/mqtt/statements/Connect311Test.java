package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Connect311Test extends ConnectStatements {

    Connect311Test(Broker broker) {
        super(broker, Dialect.V311);
    }

    @Override
    String unsupported() {
        return "20 { 00 01 }";
    }

    @Override
    void silentUntilTheEnd(Peer peer) {
        peer.end();
    }

    @Override
    void takenOver(Peer peer) {
        peer.closed();
    }

    @Test
    void noPasswordWithoutAUserName() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 04 42 0000 ['~a'] ['secret'] }");
        peer.closed();
    }

    @Test
    void aClientWithoutAnIdMustBeClean() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 04 00 0000 [] }");
        peer.sees("20 { 00 02 }");
        peer.end();
    }

    @Test
    void aRefusedConnectEndsTheConnection() {
        Peer reader = subscriber("~will", 0);
        Peer peer = open();
        peer.send("10 { ['MQTT'] 04 04 0000 [] ['~will'] ['x'] } c0 00");
        peer.sees("20 { 00 02 }");
        peer.end();
        publish(clean("publisher"), "~will", "sentinel");
        reader.sees("30 { ['~will'] 'sentinel' }");
    }

    @Test
    void noSessionIsPresentWhereAConnectIsRefused() {
        lasting("a", false).send("e0 00").end();
        Peer peer = open();
        peer.send("10 { ['MQTT'] 03 00 0000 ['~a'] }");
        peer.sees("20 { 00 01 }");
        peer.end();
        lasting("a", true).alive();
    }

    @Test
    void whatHasNoReturnCodeIsNotAnswered() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 04 02 0000 ['~a'] 01 }");
        peer.closed();
    }
}
