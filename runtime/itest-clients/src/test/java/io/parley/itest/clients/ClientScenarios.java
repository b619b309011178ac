package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.bench.server.ChildProcess;
import io.parley.itest.harness.CuttableWire;
import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every client must see of the server. Topics and client ids are each test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientScenarios {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ClientKit kit;
    private TestServer server;

    ClientScenarios(ClientKit kit) {
        this.kit = kit;
    }

    final ClientKit kit() {
        return kit;
    }

    final TestServer server() {
        return server;
    }

    @BeforeAll
    void start() throws IOException {
        kit.prepare();
        server = TestServer.start(getClass().getSimpleName());
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "2,2", "2,1", "1,2", "2,0"})
    void deliversInOrderWithTheLesserQos(int published, int subscribed) throws IOException {
        String topic = "qos/%d/%d/grüße".formatted(published, subscribed);
        try (Listener listener = listen(Listen.clean(server.address(), topic, topic, subscribed))) {
            List<String> payloads = payloads("first", 50);
            publish(topic, published, payloads);
            assertEquals(messages(topic, Math.min(published, subscribed), payloads), listener.awaitMessages(50));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resumesAfterABrokenConnection(int qos) throws IOException {
        String topic = "broken/" + qos;
        try (CuttableWire wire = new CuttableWire(server.address());
                Listener listener = listen(Listen.persistent(wire.address(), "broken-" + qos, topic, qos))) {
            List<String> all = new ArrayList<>(payloads("before", 5));
            publish(topic, qos, all);
            listener.awaitMessages(5);
            wire.cut();
            List<String> meanwhile = payloads("meanwhile", 20);
            publish(topic, qos, meanwhile);
            wire.mend();
            listener.awaitConnections(2);
            List<String> afterwards = payloads("afterwards", 5);
            publish(topic, qos, afterwards);

            all.addAll(meanwhile);
            all.addAll(afterwards);
            // QoS 1 may repeat what was under way when the connection broke: nothing was, all 5 had arrived, but the
            // client's acknowledgement may have been.
            List<String> received = listener.awaitMessagesTo("afterwards 4");
            assertEquals(messages(topic, qos, all), qos == 2 ? received : withoutRepetition(received));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resumesAfterAServerRestart(int qos) throws IOException {
        offlineAcross("restart/" + qos, qos, () -> server.restart());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resumesAfterTheServerWasKilled(int qos) throws IOException {
        server.mustSurviveKill();
        offlineAcross("killed/" + qos, qos, () -> {
            server.kill();
            server.startAgain();
        });
    }

    @Test
    void reconnectsByItselfWhenTheServerIsBack() throws IOException {
        String topic = "back";
        try (Listener listener = listen(Listen.persistent(server.address(), "back", topic, 1))) {
            server.restart();
            listener.awaitConnections(2);
            publish(topic, 1, List.of("welcome"));
            assertEquals(List.of("back 1 0 welcome"), listener.awaitMessages(1));
        }
    }

    @Test
    void keepsTheNewestRetainedMessage() throws IOException {
        String topic = "retained/weather";
        try (Listener live = listen(Listen.clean(server.address(), "live", topic, 1))) {
            end(kit.publish(new Publish(server.address(), topic, 1, true)), List.of("rain", "sun"));
            assertEquals(List.of("retained/weather 1 0 rain", "retained/weather 1 0 sun"), live.awaitMessages(2));
        }
        assertRetained(topic, List.of("retained/weather 1 1 sun"));
        server.restart();
        assertRetained(topic, List.of("retained/weather 1 1 sun"));
        assertEquals(
                0,
                kit.clearRetained(new Publish(server.address(), topic, 1, true)).awaitEnd(LIMIT));
        assertRetained(topic, List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publishesTheWillOfAClientThatDied(int qos) throws IOException {
        String topic = "will/" + qos;
        Will will = new Will(topic, "farewell", qos);
        try (Listener heir = listen(Listen.clean(server.address(), "heir", topic, qos));
                Listener mortal = listen(
                        Listen.clean(server.address(), "mortal", "none", 0).with(will))) {
            mortal.kill();
            assertEquals(List.of(topic + " " + qos + " 0 farewell"), heir.awaitMessages(1));
        }
    }

    @Test
    void forgetsTheWillOfAClientThatLeft() throws IOException {
        String topic = "will/left";
        Will will = new Will(topic, "farewell", 1);
        try (Listener heir = listen(Listen.clean(server.address(), "heir", topic, 1));
                Listener polite = listen(
                        Listen.clean(server.address(), "polite", "none", 0).with(will))) {
            polite.leave();
            publish(topic, 1, List.of("marker"));
            assertEquals(List.of(topic + " 1 0 marker"), heir.awaitMessages(1));
        }
    }

    @Test
    void aSecondClientOfTheSameIdTakesOver() throws Exception {
        String topic = "takeover";
        try (CuttableWire wire = new CuttableWire(server.address());
                Listener first = listen(Listen.persistent(wire.address(), "one", topic, 1))) {
            publish(topic, 1, List.of("to the first"));
            first.awaitMessages(1);
            wire.refuse();
            try (Listener second = listen(Listen.persistent(server.address(), "one", topic, 1))) {
                assertTrue(wire.awaitClosedByServer(20), "the server closes the first client's connection");
                publish(topic, 1, List.of("to the second"));
                // The first client's acknowledgement may not have been through when its connection ended.
                second.awaitMessagesTo("to the second");
                assertEquals(List.of("takeover 1 0 to the first"), first.awaitMessages(1));
            }
        }
    }

    private interface Outage {
        void happen() throws IOException;
    }

    private void offlineAcross(String topic, int qos, Outage outage) throws IOException {
        String clientId = topic.replace('/', '-');
        try (Listener listener = listen(Listen.persistent(server.address(), clientId, topic, qos))) {
            listener.kill();
        }
        List<String> all = new ArrayList<>(payloads("before", 20));
        publish(topic, qos, all);
        outage.happen();
        List<String> afterwards = payloads("afterwards", 20);
        publish(topic, qos, afterwards);
        all.addAll(afterwards);
        try (Listener listener = listen(Listen.persistent(server.address(), clientId, topic, qos))) {
            assertEquals(messages(topic, qos, all), listener.awaitMessages(40));
        }
    }

    private void assertRetained(String topic, List<String> expected) throws IOException {
        try (Listener late = listen(Listen.clean(server.address(), "late", topic, 1))) {
            publish(topic, 1, List.of("marker"));
            List<String> all = new ArrayList<>(expected);
            all.add(topic + " 1 0 marker");
            assertEquals(all, late.awaitMessages(all.size()));
        }
    }

    final Listener listen(Listen how) throws IOException {
        return Listener.start(kit, how);
    }

    /** Publishes all, and returns when all are acknowledged. */
    final void publish(String topic, int qos, List<String> payloads) throws IOException {
        end(kit.publish(new Publish(server.address(), topic, qos, false)), payloads);
    }

    private static void end(ChildProcess publisher, List<String> payloads) throws IOException {
        try (publisher) {
            for (String payload : payloads) {
                publisher.send(payload);
            }
            publisher.endInput();
            assertEquals(0, publisher.awaitEnd(LIMIT), publisher::output);
        }
    }

    static List<String> payloads(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + " " + i).toList();
    }

    static List<String> messages(String topic, int qos, List<String> payloads) {
        return payloads.stream()
                .map(payload -> topic + " " + qos + " 0 " + payload)
                .toList();
    }

    static List<String> withoutRepetition(List<String> messages) {
        return messages.stream().distinct().toList();
    }
}
