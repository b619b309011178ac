package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.parley.itest.harness.CuttableWire;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What CONNECT, CONNACK and DISCONNECT of MQTT 5 agree on. */
final class ConnectionIT extends Scenarios {

    @EachClient(Feature.SESSION_EXPIRY)
    void keepsASessionForAsLongAsAsked(Scene scene) throws IOException {
        String topic = scene.topic("session");
        try (Client client = scene.client("lasting")) {
            Line resume = scene.resume(server(), "lasting");
            assertEquals(0, client.connect(resume).number("present"));
            client.subscribe(Scene.subscribe(topic, 1));
            client.leave();
            assertEquals(1, client.connect(resume).number("present"));
            client.leave();
            // Without an expiry it ends with its connection.
            client.connect(resume.set("session-expiry-interval", 0));
            client.leave();
            assertEquals(0, client.connect(resume).number("present"));
            client.leave();
        }
        try (Client client = scene.client("brief")) {
            Line brief = scene.connect(server(), "brief").set("clean", 0).with("session-expiry-interval", 1);
            client.connect(brief);
            client.leave();
            awaitPassing(Duration.ofMillis(2_500));
            assertEquals(0, client.connect(brief).number("present"));
        }
    }

    @EachClient(Feature.EXPIRY_AT_DISCONNECT)
    void changesTheExpiryWhenItLeaves(Scene scene) throws Exception {
        try (CuttableWire wire = new CuttableWire(server());
                Client client = scene.client("client")) {
            Line resume = scene.resume(wire.address(), "client");
            client.connect(resume);
            leave(client, 0, wire);
            assertEquals(0, client.connect(resume).number("present"));
            leave(client, 300, wire);
            assertEquals(1, client.connect(resume).number("present"));
        }
    }

    /** Returns when the server has heard it: what a client sends on its next connection may overtake it otherwise. */
    private static void leave(Client client, int expiry, CuttableWire wire) throws Exception {
        client.ask(Line.of("disconnect").with("session-expiry-interval", expiry), "left");
        assertTrue(wire.awaitClosedByServer(20), "the connection is still open");
    }

    @EachClient(Feature.WILL_DELAY)
    void delaysTheWillUntilTheClientDoesNotComeBack(Scene scene) throws IOException {
        String topic = scene.topic("will");
        Line mortal = scene.resume(server(), "mortal")
                .with("will.topic", topic)
                .with("will.qos", 1)
                .with("will.will-delay-interval", 2)
                .with("will.content-type", "text/plain")
                .with("will.message-expiry-interval", 600);
        try (CuttableWire wire = new CuttableWire(server());
                Client heir = scene.listening(server(), "heir", topic, 1)) {
            Line first = mortal.set("port", wire.address().getPort()).with("will.payload", "never said");
            try (Client client = Client.listening(scene.kit(), first, Scene.subscribe("none", 0))) {
                wire.cut();
            }
            Line second = mortal.with("will.payload", "farewell");
            wire.mend();
            Line again = second.set("port", wire.address().getPort());
            try (Client client = Client.listening(scene.kit(), again, Scene.subscribe("none", 0))) {
                long before = System.nanoTime();
                wire.cut();
                Line will = heir.awaitMessages(1).get(0);
                assertEquals("farewell", will.need("payload"));
                assertEquals("text/plain", will.need("content-type"));
                assertTrue(System.nanoTime() - before > 1_500_000_000L, "it came at once");
            }
        }
    }

    @EachClient(Feature.DISCONNECT_WITH_WILL)
    void publishesTheWillOfAClientThatLeavesWithReason4(Scene scene) throws IOException {
        String topic = scene.topic("will");
        try (Client heir = scene.listening(server(), "heir", topic, 1);
                Client client = scene.client("leaving")) {
            client.connect(scene.connect(server(), "leaving")
                    .with("will.topic", topic)
                    .with("will.payload", "farewell")
                    .with("will.qos", 1)
                    .withUser("device", "7")
                    .with("will.user-property", "cause=by choice"));
            client.ask(Line.of("disconnect").with("code", 4), "left");
            Line will = heir.awaitMessages(1).get(0);
            assertEquals("farewell", will.need("payload"));
            assertEquals(List.of("cause=by choice"), will.all("user-property"));
        }
    }

    @EachClient(Feature.ASSIGNED_ID)
    void assignsAClientIdThatCanBeUsed(Scene scene) throws IOException {
        try (Client first = scene.client("first");
                Client second = scene.client("second")) {
            Line nameless = scene.connect(server(), "nameless").set("id", "");
            String one = first.connect(nameless).need("assigned-client-identifier");
            String other = second.connect(nameless).need("assigned-client-identifier");
            assertFalse(one.isEmpty());
            assertNotEquals(one, other);
        }
    }

    @EachClient(Feature.SERVER_DISCONNECT)
    void saysThatAnotherTookOver(Scene scene) throws IOException {
        try (Client first = Client.listening(
                        scene.kit(), scene.connect(server(), "one"), Scene.subscribe(scene.topic("a"), 0));
                Client second = Client.listening(
                        scene.kit(), scene.connect(server(), "one"), Scene.subscribe(scene.topic("a"), 0))) {
            assertEquals(0x8E, first.await("closed").number("code"));
            assertTrue(second.messages().isEmpty());
        }
    }

    @EachClient(Feature.RESPONSE_INFORMATION)
    void saysWhereAnswersMayGo(Scene scene) throws IOException {
        try (Client client = scene.client("client")) {
            Line connect = scene.connect(server(), "client");
            Line asked = client.connect(connect.with("request-response-information", 1));
            assertEquals(SharedServer.ANSWERS + scene.id("client"), asked.need("response-information"));
            client.leave();
            assertEquals(Optional.empty(), client.connect(connect).get("response-information"));
        }
    }

    @EachClient(Feature.SERVER_REFERENCE)
    void sendsClientsElsewhere(Scene scene) throws IOException {
        try (Client client = scene.client("client")) {
            Line connect = scene.connect(server(), "client").set("port", shared().port(SharedServer.Door.REDIRECT));
            Line answer = client.ask(connect, "connected", "refused");
            assertEquals("refused", answer.verb());
            assertEquals(0x9C, answer.number("code"));
            assertEquals(SharedServer.ELSEWHERE, answer.need("server-reference"));
        }
    }

    @EachClient(Feature.CONNACK)
    void saysWhatItCan(Scene scene) throws IOException {
        try (Client client = scene.client("client")) {
            Line connack = client.connect(scene.connect(server(), "client").with("request-problem-information", 1));
            assertTrue(connack.number("receive-maximum", 65_535) > 0);
            assertTrue(connack.number("topic-alias-maximum", 0) > 0, connack::toString);
            assertEquals(2, connack.number("maximum-qos", 2));
            for (String feature : List.of("retain", "wildcard-subscription", "shared-subscription")) {
                assertEquals(1, connack.number(feature + "-available", 1), feature);
            }
        }
    }
}
