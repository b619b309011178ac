package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;

final class Topic5Test extends TopicStatements {

    Topic5Test(Broker broker) {
        super(broker, Dialect.V5);
    }
}
