package io.parley.itest.mqtt.statements;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.wire.Dialect;

final class Format311Test extends FormatStatements {

    Format311Test(Broker broker) {
        super(broker, Dialect.V311);
    }
}
