package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

/** How much of MQTT 5 is on its way, and how it is written. */
final class FlowIT extends Scenarios {

    @EachClient(Feature.RECEIVE_MAXIMUM)
    void sendsNoMoreThanTheClientTakes(Scene scene) throws IOException {
        String topic = scene.topic("flow");
        String after = scene.topic("after");
        try (Client client = scene.client("slow")) {
            client.connect(
                    scene.connect(server(), "slow").with("receive-maximum", 3).with("hold", 1));
            client.subscribe(Scene.subscribe(topic, 1));
            client.subscribe(Scene.subscribe(after, 0));
            List<String> payloads = payloads("piece", 10);
            scene.publish(server(), Scene.messages(topic, 1, payloads));
            client.awaitMessages(3);
            // QoS 0 is not counted: when it is here, whatever else was to come is here.
            scene.publish(server(), List.of(Scene.message(after, 0, "marker")));
            client.awaitMessagesTo("marker");
            assertEquals(List.of("piece 0", "piece 1", "piece 2", "marker"), DeliveryIT.payloadsOf(client.messages()));
            for (int i = 0; i < 4; i++) {
                client.tell(Line.of("acknowledge"));
            }
            client.awaitMessages(7);
            for (int i = 0; i < 7; i++) {
                client.tell(Line.of("acknowledge"));
                client.awaitMessages(Math.min(11, 8 + i));
            }
        }
    }

    @EachClient(Feature.RECEIVE_MAXIMUM_ONE)
    void deliversInOrderOneByOne(Scene scene) throws IOException {
        String topic = scene.topic("flow");
        for (int qos = 1; qos <= 2; qos++) {
            Line connect = scene.connect(server(), "slow-" + qos).with("receive-maximum", 1);
            try (Client client = Client.listening(scene.kit(), connect, Scene.subscribe(topic, qos))) {
                List<String> payloads = payloads("piece " + qos, 30);
                scene.publish(server(), Scene.messages(topic, qos, payloads));
                assertEquals(expected(topic, qos, payloads), texts(client.awaitMessages(payloads.size())));
            }
        }
    }

    @EachClient(Feature.MAXIMUM_PACKET_SIZE)
    void leavesOutWhatIsTooLargeForTheClient(Scene scene) throws IOException {
        String topic = scene.topic("sizes");
        Line connect = scene.connect(server(), "narrow").with("maximum-packet-size", 500);
        try (Client narrow = Client.listening(scene.kit(), connect, Scene.subscribe(topic, 1))) {
            scene.publish(server(), List.of(Scene.message(topic, 1, "x".repeat(1000))));
            scene.publish(server(), List.of(Scene.message(topic, 1, "small")));
            assertEquals(List.of("small"), DeliveryIT.payloadsOf(narrow.awaitMessages(1)));
        }
    }

    @EachClient(Feature.ALIAS_TO_SERVER)
    void takesTopicAliases(Scene scene) throws IOException {
        String topic = scene.topic("aliased");
        try (Client subscriber = scene.listening(server(), "subscriber", topic, 1);
                Client publisher = scene.client("publisher")) {
            publisher.connect(scene.connect(server(), "publisher").with("auto-topic-alias", 1));
            if (scene.kit().aliasesItself()) {
                publisher.publish(Scene.messages(topic, 1, payloads("by alias", 3)));
            } else {
                publisher.publish(Scene.message(topic, 1, "by alias 0").with("topic-alias", 1));
                publisher.publish(Scene.message("", 1, "by alias 1").with("topic-alias", 1));
                publisher.publish(Scene.message("", 1, "by alias 2").with("topic-alias", 1));
            }
            assertEquals(expected(topic, 1, payloads("by alias", 3)), texts(subscriber.awaitMessages(3)));
        }
    }

    @EachClient(Feature.ALIAS_TO_CLIENT)
    void sendsTopicAliasesToThoseWhoTakeThem(Scene scene) throws IOException {
        String filter = scene.topic("aliased/#");
        Line connect = scene.connect(server(), "subscriber").with("topic-alias-maximum", 2);
        try (Client subscriber = Client.listening(scene.kit(), connect, Scene.subscribe(filter, 1))) {
            for (int round = 0; round < 3; round++) {
                for (String name : List.of("a", "b", "c")) {
                    scene.publish(server(), List.of(Scene.message(scene.topic("aliased/" + name), 1, name + round)));
                }
            }
            List<Line> messages = subscriber.awaitMessages(9);
            for (Line message : messages) {
                String name = message.need("payload").substring(0, 1);
                assertEquals(scene.topic("aliased/" + name), message.need("topic"));
            }
            assertEquals(
                    List.of("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"), DeliveryIT.payloadsOf(messages));
        }
    }
}
