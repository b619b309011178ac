package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Session5Test extends SessionStatements {

    Session5Test(Broker broker) {
        super(broker, Dialect.V5);
    }

    @Test
    void aSessionIsDiscardedWhenItHasExpired() {
        Peer peer = open();
        peer.send("10 { ['MQTT'] 05 00 0000 { 11 00000001 } ['~a'] }");
        peer.accepted(false);
        peer.close();
        Passing.millis(1_700);
        lasting("a", false).alive();
    }

    @Test
    void theExpiryMayBeChangedAtTheEnd() {
        lasting("a", false).send("e0 { 00 { 11 00000000 } }").end();
        Peer again = lasting("a", false);
        again.send("e0 { 00 { 11 0000000a } }").end();
        lasting("a", true).alive();
    }

    @Test
    void anExpiryOf0DoesNotBecomeAnotherOne() {
        clean("a").send("e0 { 00 { 11 00000001 } }").thrownOut(0x82);
    }
}
