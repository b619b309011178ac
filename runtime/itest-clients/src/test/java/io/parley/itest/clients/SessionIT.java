package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.CuttableWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that end, and what stays of their sessions. */
final class SessionIT extends Scenarios {

    @EachClient(Feature.RESUMPTION)
    void resumesAfterABrokenConnection(Scene scene) throws IOException {
        for (int qos = 1; qos <= 2; qos++) {
            String topic = scene.topic("broken/" + qos);
            try (CuttableWire wire = new CuttableWire(server());
                    Client subscriber = scene.resuming(wire, "subscriber-" + qos, topic, qos)) {
                List<String> all = new ArrayList<>(payloads("before", 5));
                scene.publish(server(), Scene.messages(topic, qos, all));
                subscriber.awaitMessages(5);
                wire.cut();
                List<String> meanwhile = payloads("meanwhile", 20);
                scene.publish(server(), Scene.messages(topic, qos, meanwhile));
                wire.mend();
                subscriber.awaitConnections(2);
                List<String> afterwards = payloads("afterwards", 5);
                scene.publish(server(), Scene.messages(topic, qos, afterwards));

                all.addAll(meanwhile);
                all.addAll(afterwards);
                // QoS 1 may repeat what was under way when the connection broke: nothing was, all 5 had arrived, but
                // the
                // client's acknowledgement may have been.
                List<String> received = texts(subscriber.awaitMessagesTo("afterwards 4"));
                assertEquals(expected(topic, qos, all), qos == 2 ? received : distinct(received));
            }
        }
    }

    @EachClient(Feature.PUBLISH_ACROSS)
    void publishesAcrossABrokenConnection(Scene scene) throws IOException {
        for (int qos = 1; qos <= 2; qos++) {
            String topic = scene.topic("across/" + qos);
            List<String> payloads = payloads("message", 300);
            try (CuttableWire wire = new CuttableWire(server());
                    Client subscriber = scene.listening(server(), "subscriber-" + qos, topic, qos);
                    Client publisher = scene.client("publisher-" + qos)) {
                publisher.connect(
                        scene.resume(wire.address(), "publisher-" + qos).with("reconnect", 1));
                for (Line message : Scene.messages(topic, qos, payloads.subList(0, 150))) {
                    publisher.tell(message);
                }
                publisher.awaitAll("published", 20);
                wire.cut();
                publisher.await("closed");
                for (Line message : Scene.messages(topic, qos, payloads.subList(150, 300))) {
                    publisher.tell(message);
                }
                wire.mend();
                publisher.awaitAll("published", 300);
                List<String> received = texts(subscriber.awaitMessagesTo("message 299"));
                assertEquals(expected(topic, qos, payloads), qos == 2 ? received : distinct(received));
            }
        }
    }

    @EachClient(Feature.WILL)
    void publishesTheWillOfAClientThatDied(Scene scene) throws IOException {
        for (int qos = 0; qos <= 2; qos++) {
            String topic = scene.topic("will/" + qos);
            Line connect = will(scene, "mortal-" + qos, topic, qos);
            try (CuttableWire wire = new CuttableWire(server());
                    Client heir = scene.listening(server(), "heir-" + qos, topic, qos);
                    Client mortal = Client.listening(
                            scene.kit(), connect.set("port", wire.address().getPort()), Scene.subscribe("none", 0))) {
                wire.cut();
                assertEquals(expected(topic, qos, List.of("farewell")), texts(heir.awaitMessages(1)));
                assertTrue(mortal.messages().isEmpty());
            }
        }
    }

    @EachClient(Feature.WILL_FORGOTTEN)
    void forgetsTheWillOfAClientThatLeft(Scene scene) throws IOException {
        String topic = scene.topic("will");
        try (Client heir = scene.listening(server(), "heir", topic, 1);
                Client polite =
                        Client.listening(scene.kit(), will(scene, "polite", topic, 1), Scene.subscribe("none", 0))) {
            polite.leave();
            scene.publish(server(), List.of(Scene.message(topic, 1, "marker")));
            assertEquals(expected(topic, 1, List.of("marker")), texts(heir.awaitMessages(1)));
        }
    }

    @EachClient(Feature.TAKEOVER)
    void aSecondClientOfTheSameIdTakesOver(Scene scene) throws Exception {
        String topic = scene.topic("one");
        try (CuttableWire wire = new CuttableWire(server());
                Client first = scene.resuming(wire, "one", topic, 1)) {
            scene.publish(server(), List.of(Scene.message(topic, 1, "to the first")));
            first.awaitMessages(1);
            wire.refuse();
            try (Client second =
                    Client.listening(scene.kit(), scene.resume(server(), "one"), Scene.subscribe(topic, 1))) {
                if (scene.five()) {
                    // Who is told goodbye may close the connection first.
                    first.await("closed");
                } else {
                    assertTrue(wire.awaitClosedByServer(20), "the server closes the first client's connection");
                }
                scene.publish(server(), List.of(Scene.message(topic, 1, "to the second")));
                // The first client's acknowledgement may not have been through when its connection ended.
                second.awaitMessagesTo("to the second");
                assertEquals(expected(topic, 1, List.of("to the first")), texts(first.messages()));
            }
        }
    }

    @EachClient(Feature.KEEP_ALIVE)
    void staysConnectedWithNothingToSay(Scene scene) throws IOException, InterruptedException {
        String topic = scene.topic("quiet");
        // mosquitto_sub refuses less than 5 seconds, and Paho for C pings up to a second late.
        int seconds = scene.kit().connectsLate() ? 5 : 3;
        Line connect = scene.connect(server(), "quiet").with("keep-alive", seconds);
        try (CuttableWire wire = new CuttableWire(server());
                Client quiet = Client.listening(
                        scene.kit(), connect.set("port", wire.address().getPort()), Scene.subscribe(topic, 1))) {
            // Twice the keep-alive: a client that did not ping would be disconnected after one and a half.
            assertTrue(!wire.awaitClosedByServer(2L * seconds), "the client pings and is not disconnected");
            scene.publish(server(), List.of(Scene.message(topic, 1, "still here?")));
            assertEquals(expected(topic, 1, List.of("still here?")), texts(quiet.awaitMessages(1)));
        }
    }

    private Line will(Scene scene, String name, String topic, int qos) {
        return scene.connect(server(), name)
                .with("will.topic", topic)
                .with("will.payload", "farewell")
                .with("will.qos", qos);
    }

    private static List<String> distinct(List<String> messages) {
        return messages.stream().distinct().toList();
    }
}
