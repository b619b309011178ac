package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.Waiting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a subscription of MQTT 5 asks for. */
final class SubscriptionIT extends Scenarios {

    @EachClient(Feature.SUBSCRIPTION_IDENTIFIER)
    void namesTheSubscriptionsThatMatched(Scene scene) throws IOException {
        String topic = scene.topic("named/a");
        Line connect = scene.connect(server(), "subscriber");
        Line subscribe = Scene.subscribe(topic, 1).with("subscription-identifier", 268_435_455);
        try (Client subscriber = Client.listening(scene.kit(), connect, subscribe)) {
            scene.publish(server(), List.of(Scene.message(topic, 1, "one")));
            assertEquals(
                    List.of("268435455"), subscriber.awaitMessages(1).get(0).all("subscription-identifier"));
        }
    }

    @EachClient(Feature.NO_LOCAL)
    void doesNotHearItself(Scene scene) throws IOException {
        String topic = scene.topic("echo");
        try (Client client = scene.client("client")) {
            client.connect(scene.connect(server(), "client"));
            client.subscribe(Scene.subscribe(topic, 1).with("no-local", 1));
            client.publish(Scene.message(topic, 1, "mine"));
            scene.publish(server(), List.of(Scene.message(topic, 1, "another's")));
            assertEquals(List.of("another's"), DeliveryIT.payloadsOf(client.awaitMessages(1)));
        }
    }

    @EachClient(Feature.RETAIN_AS_PUBLISHED)
    void keepsTheRetainFlag(Scene scene) throws IOException {
        String topic = scene.topic("flagged");
        Line connect = scene.connect(server(), "subscriber");
        Line subscribe = Scene.subscribe(topic, 1).with("retain-as-published", 1);
        try (Client subscriber = Client.listening(scene.kit(), connect, subscribe)) {
            scene.publish(server(), List.of(Scene.message(topic, 1, "kept").with("retain", 1)));
            scene.publish(server(), List.of(Scene.message(topic, 1, "passing")));
            assertEquals(List.of(topic + " 1 1 kept", topic + " 1 0 passing"), texts(subscriber.awaitMessages(2)));
        }
    }

    @EachClient(Feature.RETAIN_HANDLING)
    void sendsWhatIsRetainedAsAsked(Scene scene) throws IOException {
        String topic = scene.topic("retained");
        scene.publish(server(), List.of(Scene.message(topic, 1, "retained").with("retain", 1)));
        for (int handling = 0; handling <= 2; handling++) {
            Line subscribe = Scene.subscribe(topic, 1).with("retain-handling", handling);
            String name = "subscriber-" + handling;
            try (Client client = scene.client(name)) {
                client.connect(scene.connect(server(), name));
                client.subscribe(subscribe);
                client.subscribe(subscribe);
                // 0: at each SUBSCRIBE; 1: only when the subscription is new; 2: never.
                List<String> expected =
                        new ArrayList<>(List.of("retained", "retained").subList(0, 2 - handling));
                // They may come after SUBACK, and a message of just now may overtake them.
                client.awaitMessages(expected.size());
                String marker = "marker " + handling;
                scene.publish(server(), List.of(Scene.message(topic, 1, marker)));
                expected.add(marker);
                assertEquals(expected, DeliveryIT.payloadsOf(client.awaitMessagesTo(marker)));
            }
        }
    }

    @EachClient(Feature.SHARED)
    void sharesTheMessagesOfASharedSubscription(Scene scene) throws IOException {
        String topic = scene.topic("work");
        String filter = "$share/workers-" + scene.id("group") + "/" + topic;
        try (Client one = scene.listening(server(), "one", filter, 1);
                Client two = scene.listening(server(), "two", filter, 1);
                Client all = scene.listening(server(), "all", topic, 1)) {
            List<String> work = payloads("piece", 300);
            scene.publish(server(), Scene.messages(topic, 1, work));
            Waiting.until(
                    "all of the work",
                    () -> one.messages().size() + two.messages().size() >= work.size());
            assertTrue(!one.messages().isEmpty() && !two.messages().isEmpty(), "both work");
            List<Line> done = new ArrayList<>(one.messages());
            done.addAll(two.messages());
            assertEquals(
                    work.stream().sorted().toList(),
                    DeliveryIT.payloadsOf(done).stream().sorted().toList());
            assertEquals(work, DeliveryIT.payloadsOf(all.awaitMessages(work.size())));
        }
    }

    @EachClient(Feature.UNSUBSCRIBE_CODES)
    void saysThatThereWasNoSubscription(Scene scene) throws IOException {
        try (Client client = scene.client("client")) {
            client.connect(scene.connect(server(), "client"));
            client.subscribe(Scene.subscribe(scene.topic("there"), 1));
            Line there = Line.of("unsubscribe").with("filter", scene.topic("there"));
            assertEquals(0, client.ask(there, "unsubscribed").number("code"));
            assertEquals(0x11, client.ask(there, "unsubscribed").number("code"));
        }
    }
}
