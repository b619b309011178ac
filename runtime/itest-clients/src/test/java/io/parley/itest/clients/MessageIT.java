package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What a message of MQTT 5 carries besides its payload. */
final class MessageIT extends Scenarios {

    @EachClient(Feature.USER_PROPERTIES)
    void carriesUserPropertiesInOrderAndRepeated(Scene scene) throws IOException {
        String topic = scene.topic("properties");
        Line message = Scene.message(topic, 1, "annotated")
                .withUser("colour", "grün")
                .withUser("colour", "blue")
                .withUser("size", "");
        assertEquals(
                List.of("colour=grün", "colour=blue", "size="),
                received(scene, topic, message).all("user-property"));
    }

    @EachClient(Feature.CONTENT_TYPE)
    void carriesContentTypeAndPayloadFormat(Scene scene) throws IOException {
        String topic = scene.topic("typed");
        Line message = Scene.message(topic, 1, "{\"grüße\":1}")
                .with("content-type", "application/json")
                .with("payload-format-indicator", 1);
        Line received = received(scene, topic, message);
        assertEquals("application/json", received.need("content-type"));
        assertEquals(1, received.number("payload-format-indicator"));
        assertEquals("{\"grüße\":1}", received.need("payload"));
    }

    @EachClient(Feature.TRANSACTION)
    void sendsTogetherWhatIsInATransaction(Scene scene) throws IOException {
        String topic = scene.topic("together");
        try (Client subscriber = scene.listening(server(), "subscriber", topic, 1);
                Client publisher = scene.client("publisher")) {
            publisher.connect(scene.connect(server(), "publisher"));
            for (String ends : List.of("abort", "commit")) {
                publisher.tell(part(topic, ends + " one", ends).withUser("parley-transaction-begin", "30000"));
                publisher.tell(part(topic, ends + " two", ends));
                scene.publish(server(), List.of(Scene.message(topic, 1, "before " + ends)));
                publisher.tell(part("$transaction", "", ends).withUser("parley-transaction-end", ends));
            }
            publisher.awaitAll("published", 6);
            assertEquals(
                    List.of("before abort", "before commit", "commit one", "commit two"),
                    DeliveryIT.payloadsOf(subscriber.awaitMessages(4)));
        }
    }

    private static Line part(String topic, String payload, String transaction) {
        return Scene.message(topic, 2, payload).withUser("parley-transaction", transaction);
    }

    @EachClient(Feature.REQUEST_RESPONSE)
    void answersWhereTheRequestSays(Scene scene) throws IOException {
        String questions = scene.topic("questions");
        String answers = scene.topic("answers");
        try (Client server = scene.listening(server(), "server", questions, 1);
                Client asking = scene.listening(server(), "asking", answers, 1)) {
            Line question = Scene.message(questions, 1, "how many?")
                    .with("response-topic", answers)
                    .with("correlation-data", "question-7");
            scene.publish(server(), List.of(question));
            Line asked = server.awaitMessages(1).get(0);
            Line answer = Scene.message(asked.need("response-topic"), 1, "seven")
                    .with("correlation-data", asked.need("correlation-data"));
            scene.publish(server(), List.of(answer));
            Line answered = asking.awaitMessages(1).get(0);
            assertEquals("seven", answered.need("payload"));
            assertEquals("question-7", answered.need("correlation-data"));
        }
    }

    @EachClient(Feature.MESSAGE_EXPIRY)
    void countsTheExpiryDownAndForgetsWhatIsLate(Scene scene) throws IOException {
        String topic = scene.topic("perishable");
        Line connect = scene.resume(server(), "sleeper");
        try (Client sleeper = Client.listening(scene.kit(), connect, Scene.subscribe(topic, 1))) {
            sleeper.leave();
        }
        scene.publish(server(), List.of(Scene.message(topic, 1, "milk").with("message-expiry-interval", 1)));
        scene.publish(server(), List.of(Scene.message(topic, 1, "honey").with("message-expiry-interval", 1000)));
        scene.publish(server(), List.of(Scene.message(topic, 1, "salt")));
        awaitPassing(Duration.ofMillis(2_100));
        try (Client awake = Client.listening(scene.kit(), connect, Scene.subscribe(topic, 1))) {
            List<Line> messages = awake.awaitMessages(2);
            assertEquals(List.of("honey", "salt"), DeliveryIT.payloadsOf(messages));
            int left = messages.get(0).number("message-expiry-interval");
            assertTrue(left < 1000 && left > 900, () -> left + " seconds are left");
            assertTrue(messages.get(1).get("message-expiry-interval").isEmpty());
        }
    }

    @EachClient(Feature.NO_SUBSCRIBER)
    void saysThatNobodyListens(Scene scene) throws IOException {
        List<Line> answers = scene.publish(server(), List.of(Scene.message(scene.topic("nobody"), 1, "hello?")));
        assertEquals(0x10, answers.get(0).number("code"));
    }

    private Line received(Scene scene, String topic, Line message) throws IOException {
        try (Client subscriber = scene.listening(server(), "subscriber", topic, 1)) {
            scene.publish(server(), List.of(message));
            return subscriber.awaitMessages(1).get(0);
        }
    }
}
