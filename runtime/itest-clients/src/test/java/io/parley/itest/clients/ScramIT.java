package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.harness.Installation;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** SCRAM-SHA-256 through AUTH, at a server with a user. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScramIT {

    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BAD_USER_NAME_OR_PASSWORD = 0x86;

    private Installation parley;

    @BeforeAll
    void start() throws IOException {
        parley = UsersServer.get().parley();
    }

    private Line connect(Scene scene, String name, String password) {
        return scene.connect(parley.address(), name).with("scram-user", "carla").with("scram-password", password);
    }

    @EachClient(Feature.ENHANCED_AUTHENTICATION)
    void letsInWhoProvesToKnowThePassword(Scene scene) throws IOException {
        try (Client client = scene.client("client")) {
            client.connect(connect(scene, "client", "pencil"));
            client.subscribe(Scene.subscribe("t", 1));
            client.leave();
        }
        try (Client client = scene.client("stranger")) {
            Line answer = client.ask(connect(scene, "stranger", "pencils"), "connected", "refused");
            assertEquals("refused", answer.verb());
            assertEquals(BAD_USER_NAME_OR_PASSWORD, answer.number("code"));
        }
    }

    @EachClient(Feature.REAUTHENTICATION)
    void authenticatesAnewWhileMessagesGoOn(Scene scene) throws IOException {
        String topic = scene.topic("t");
        try (Client client = scene.client("client")) {
            client.connect(connect(scene, "client", "pencil"));
            client.subscribe(Scene.subscribe(topic, 1));
            for (int i = 0; i < 3; i++) {
                client.ask(Line.of("authenticate"), "authenticated");
                client.publish(Scene.message(topic, 1, "after " + i));
                client.awaitMessages(i + 1);
            }
            Line closed =
                    client.ask(Line.of("authenticate").with("scram-password", "pencils"), "authenticated", "closed");
            assertEquals("closed", closed.verb());
            assertEquals(NOT_AUTHORIZED, closed.number("code"), closed::toString);
        }
    }
}
