package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Will5Test extends WillStatements {

    Will5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    private Peer withWill(String id, String expiry, String properties, String payload) {
        Peer peer = open();
        peer.send(
                "10 { ['MQTT'] 05 06 0000 { 11 %s } ['~%s'] { %s } ['~will'] ['%s'] }",
                expiry, id, properties, payload);
        peer.accepted(false);
        return peer;
    }

    @Test
    void aWillWaitsForItsDelayOrTheEndOfItsSession() {
        Peer reader = subscriber("~will", 0);
        withWill("delay", "0000000a", "18 00000001", "after a second").close();
        withWill("session", "00000000", "18 0000000a", "with the session").close();
        reader.sees("30 { ['~will'] 00 'with the session' }");
        publish(clean("publisher"), "~will", "between");
        reader.sees("30 { ['~will'] 00 'between' } 30 { ['~will'] 00 'after a second' }");
    }

    @Test
    void whoComesBackWithinTheDelayLeavesNoWill() {
        Peer reader = subscriber("~will", 0);
        withWill("a", "0000000a", "18 00000001", "never").close();
        lasting("a", true).alive();
        Passing.millis(1_500);
        publish(clean("publisher"), "~will", "sentinel");
        reader.sees("30 { ['~will'] 00 'sentinel' }");
    }

    @Test
    void userPropertiesOfAWillKeepTheirOrder() {
        Peer reader = subscriber("~will", 0);
        String properties = "26 ['b'] ['1'] 26 ['a'] ['2'] 26 ['b'] ['3']";
        withWill("a", "00000000", properties, "x").close();
        reader.sees("30 { ['~will'] { %s } 'x' }", properties);
    }

    @Test
    void disconnectMayAskForTheWill() {
        Peer reader = subscriber("~will", 0);
        withWill("a", 0, "asked for").send("e0 { 04 }").end();
        reader.sees("30 { ['~will'] 00 'asked for' }");
    }
}
