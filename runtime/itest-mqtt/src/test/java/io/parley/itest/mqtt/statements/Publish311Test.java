package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Test;

final class Publish311Test extends PublishStatements {

    Publish311Test(Broker broker) {
        super(broker, Dialect.V311);
    }

    @Test
    void whatIsNotAuthorizedIsNotAcknowledged() {
        Peer peer = clean("a");
        peer.send("32 { ['~/forbidden'] 0001 'x' }");
        peer.end();
    }

    @Test
    void whatCannotBeTakenJustNowEndsTheConnection() {
        broker.storeFails();
        Peer peer = clean("a");
        peer.send("32 { ['~a'] 0001 'x' }");
        peer.closed();
    }
}
