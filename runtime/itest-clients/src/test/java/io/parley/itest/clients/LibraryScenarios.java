package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.CuttableWire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a library can do and a command line client cannot: go on publishing when its connection broke. */
abstract class LibraryScenarios extends ClientScenarios {

    LibraryScenarios(ClientKit kit) {
        super(kit);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void publishesAcrossABrokenConnection(int qos) throws IOException {
        String topic = "across/" + qos;
        List<String> payloads = payloads("message", 300);
        try (CuttableWire wire = new CuttableWire(server().address());
                Listener listener = listen(Listen.clean(server().address(), "across-" + qos, topic, qos));
                ChildProcess publisher =
                        kit().publish(new Publish(wire.address(), "sender-" + qos, false, topic, qos, false))) {
            for (String payload : payloads.subList(0, 150)) {
                publisher.send(payload);
            }
            publisher.awaitLine("ACKED 20"::equals, Duration.ofSeconds(30));
            wire.cut();
            for (String payload : payloads.subList(150, 300)) {
                publisher.send(payload);
            }
            wire.mend();
            publisher.endInput();
            assertEquals(0, publisher.awaitEnd(Duration.ofSeconds(60)), publisher::output);
            List<String> received = listener.awaitMessagesTo("message 299");
            assertEquals(messages(topic, qos, payloads), qos == 2 ? received : withoutRepetition(received));
        }
    }
}
