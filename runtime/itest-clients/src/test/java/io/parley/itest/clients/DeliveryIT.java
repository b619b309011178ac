package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From a publisher to subscribers. */
final class DeliveryIT extends Scenarios {

    @EachClient(Feature.QOS)
    void deliversInOrderWithTheLesserQos(Scene scene) throws IOException {
        for (int subscribed = 0; subscribed <= 2; subscribed++) {
            String filter = scene.topic(subscribed + "/grüße/#");
            try (Client subscriber = scene.listening(server(), "subscriber-" + subscribed, filter, subscribed)) {
                List<String> all = new ArrayList<>();
                for (int published = 0; published <= 2; published++) {
                    String topic = scene.topic(subscribed + "/grüße/" + published);
                    List<String> payloads = payloads("wörter", 30);
                    scene.publish(server(), Scene.messages(topic, published, payloads));
                    all.addAll(expected(topic, Math.min(published, subscribed), payloads));
                    assertEquals(all, texts(subscriber.awaitMessages(all.size())));
                }
            }
        }
    }

    @EachClient(Feature.LARGE)
    void deliversPayloadsOfAMegabyte(Scene scene) throws IOException {
        String topic = scene.topic("large");
        String payload = "0123456789".repeat(100_000);
        try (Client subscriber = scene.listening(server(), "subscriber", topic, 1)) {
            scene.publish(server(), Scene.messages(topic, 1, List.of(payload, "small")));
            List<Line> messages = subscriber.awaitMessages(2);
            assertEquals(payload.length(), messages.get(0).need("payload").length());
            assertEquals(payload, messages.get(0).need("payload"));
            assertEquals("small", messages.get(1).need("payload"));
        }
    }

    @EachClient(Feature.WILDCARDS)
    void matchesWildcards(Scene scene) throws IOException {
        String base = scene.topic("home");
        try (Client level = scene.listening(server(), "level", base + "/+/heat", 1);
                Client below = scene.listening(server(), "below", base + "/#", 1);
                Client first = scene.listening(server(), "first", "+/" + base.substring(base.indexOf('/') + 1), 1)) {
            for (String topic : List.of("/attic/heat", "/attic/light", "", "/attic/left/heat", "/cellar/heat")) {
                scene.publish(server(), List.of(Scene.message(base + topic, 1, "at" + topic)));
            }
            scene.publish(server(), List.of(Scene.message(base + "/attic/heat", 1, "the last")));
            assertEquals(List.of("at/attic/heat", "at/cellar/heat", "the last"), payloadsOf(level.awaitMessages(3)));
            assertEquals(
                    List.of(
                            "at/attic/heat",
                            "at/attic/light",
                            "at",
                            "at/attic/left/heat",
                            "at/cellar/heat",
                            "the last"),
                    payloadsOf(below.awaitMessages(6)));
            assertEquals(List.of("at"), payloadsOf(first.awaitMessages(1)));
        }
    }

    @EachClient(Feature.UNSUBSCRIBE)
    void getsNothingMoreAfterUnsubscribing(Scene scene) throws IOException {
        String topic = scene.topic("gone");
        try (Client subscriber = scene.listening(server(), "subscriber", topic, 1)) {
            subscriber.subscribe(Scene.subscribe(scene.topic("kept"), 1));
            subscriber.ask(Line.of("unsubscribe").with("filter", topic), "unsubscribed");
            scene.publish(server(), List.of(Scene.message(topic, 1, "unheard")));
            scene.publish(server(), List.of(Scene.message(scene.topic("kept"), 1, "heard")));
            assertEquals(List.of("heard"), payloadsOf(subscriber.awaitMessages(1)));
        }
    }

    @EachClient(Feature.RETAINED)
    void keepsTheNewestRetainedMessage(Scene scene) throws IOException {
        String topic = scene.topic("weather");
        try (Client live = scene.listening(server(), "live", topic, 1)) {
            List<String> weather = payloads("weather", 40);
            List<Line> messages = new ArrayList<>(Scene.messages(topic, 1, weather));
            for (int i = 0; i < messages.size(); i += 2) {
                messages.set(i, messages.get(i).with("retain", 1));
            }
            scene.publish(server(), messages);
            assertEquals(expected(topic, 1, weather), texts(live.awaitMessages(weather.size())));
        }
        assertRetained(scene, topic, List.of(topic + " 1 1 weather 38"));
        scene.publish(server(), List.of(Scene.message(topic, 1, "").with("retain", 1)));
        assertRetained(scene, topic, List.of());
    }

    @EachClient(Feature.QUEUE)
    void sharesTheWorkOfAQueue(Scene scene) throws IOException {
        String queue = "$queue/" + scene.topic("work").replace('/', '.');
        try (Client one = scene.listening(server(), "one", queue, 1);
                Client two = scene.listening(server(), "two", queue, 1)) {
            List<String> work = payloads("piece", 300);
            scene.publish(server(), Scene.messages(queue, 1, work));
            Waiting.until(
                    "all of the work",
                    () -> one.messages().size() + two.messages().size() >= work.size());
            assertTrue(!one.messages().isEmpty() && !two.messages().isEmpty(), "both work");
            List<Line> done = new ArrayList<>(one.messages());
            done.addAll(two.messages());
            assertEquals(
                    work.stream().sorted().toList(),
                    payloadsOf(done).stream().sorted().toList());
        }
    }

    private void assertRetained(Scene scene, String topic, List<String> expected) throws IOException {
        try (Client late = scene.listening(server(), "late", topic, 1)) {
            late.awaitMessages(expected.size());
            scene.publish(server(), List.of(Scene.message(topic, 1, "marker")));
            List<String> all = new ArrayList<>(expected);
            all.add(topic + " 1 0 marker");
            assertEquals(all, texts(late.awaitMessages(all.size())));
        }
    }

    static List<String> payloadsOf(List<Line> messages) {
        return messages.stream().map(message -> message.need("payload")).toList();
    }
}
