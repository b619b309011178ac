package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;

final class Qos311Test extends QosStatements {

    Qos311Test(Broker broker) {
        super(broker, Dialect.V311);
    }
}
