package io.parley.itest.mqtt.queues;

import io.parley.itest.mqtt.server.Broker;
import io.parley.itest.mqtt.server.Shared;
import io.parley.itest.mqtt.wire.Dialect;
import io.parley.itest.mqtt.wire.Peer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that wait in a queue for the client that comes to consume it. */
@ExtendWith(Shared.class)
@Timeout(60)
final class WaitingTest {

    private static final int ROUNDS = 1_000;

    private final Broker broker;

    WaitingTest(Broker broker) {
        this.broker = broker;
    }

    /** A server may send a message first (section 3.8.4 of the standard), which clients that do one thing after the other are not ready for. */
    @ParameterizedTest
    @EnumSource
    void areBehindTheSuback(Dialect dialect) {
        try (broker;
                Peer client = broker.open(dialect)) {
            client.send("10 { ['MQTT'] L 02 0000 P ['~client'] }");
            client.accepted(false);
            for (int round = 0; round < ROUNDS; round++) {
                client.send("32 { ['$queue/~%d'] 0001 P 'm' }", round);
                client.sees("40 { 0001 }");
                client.send("82 { 0002 P ['$queue/~%d'] 01 }", round);
                client.sees("90 { 0002 P 01 }");
                int id = client.sees("32 { ['$queue/~%d'] ## P 'm' }", round);
                client.send("40 { %04x } a2 { 0003 P ['$queue/~%d'] }", id, round);
                client.sees(dialect == Dialect.V5 ? "b0 { 0003 P 00 }" : "b0 { 0003 }");
            }
        }
    }
}
