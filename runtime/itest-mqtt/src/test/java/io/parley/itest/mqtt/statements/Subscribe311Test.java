package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;

final class Subscribe311Test extends SubscribeStatements {

    Subscribe311Test(Broker broker) {
        super(broker, Dialect.V311);
    }

    @Override
    int refusedFilter() {
        return 0x80;
    }
}
