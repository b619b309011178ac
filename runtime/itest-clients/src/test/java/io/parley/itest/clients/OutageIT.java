package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.parley.itest.harness.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** The server goes and comes back; all clients live through the same outages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class OutageIT {

    private TestServer server;

    @BeforeAll
    void start() throws IOException {
        server = TestServer.start("outage");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** A subscriber that is away during the outages. */
    private record Away(Scene scene, int qos) {
        String topic() {
            return scene.topic("away/" + qos);
        }

        List<Line> messages(String when) {
            return Scene.messages(topic(), qos, Scenarios.payloads(when, 10));
        }
    }

    @Test
    @Shows(Feature.OUTAGE)
    void resumesAfterARestartAndAKill() throws IOException {
        server.mustSurviveKill();
        List<Away> all = Scenes.of(Feature.OUTAGE).stream()
                .flatMap(scene -> Stream.of(new Away(scene, 1), new Away(scene, 2)))
                .toList();
        for (Away away : all) {
            try (Client client = listen(away)) {
                client.leave();
            }
        }
        publish(all, "before");
        server.restart();
        publish(all, "after the restart");
        server.kill();
        server.startAgain();
        publish(all, "after the kill");
        List<String> payloads = Stream.of("before", "after the restart", "after the kill")
                .flatMap(when -> Scenarios.payloads(when, 10).stream())
                .toList();
        Assertions.assertAll(all.stream().map(away -> (Executable) () -> {
            try (Client client = listen(away)) {
                assertEquals(
                        Scenarios.expected(away.topic(), away.qos(), payloads),
                        Scenarios.texts(client.awaitMessages(payloads.size())));
            }
        }));
    }

    @Test
    @Shows(Feature.RECONNECTION)
    void reconnectsWhenTheServerIsBack() throws IOException {
        List<Scene> scenes = Scenes.of(Feature.RECONNECTION);
        List<Client> clients = new ArrayList<>();
        try {
            for (Scene scene : scenes) {
                Line connect = scene.resume(server.address(), "waiting").with("reconnect", 1);
                clients.add(Client.listening(scene.kit(), connect, Scene.subscribe(scene.topic("back"), 1)));
            }
            server.restart();
            for (Client client : clients) {
                client.awaitConnections(2);
            }
            for (Scene scene : scenes) {
                scene.publish(server.address(), List.of(Scene.message(scene.topic("back"), 1, "welcome")));
            }
            for (int i = 0; i < scenes.size(); i++) {
                String topic = scenes.get(i).topic("back");
                assertEquals(
                        Scenarios.expected(topic, 1, List.of("welcome")),
                        Scenarios.texts(clients.get(i).awaitMessages(1)));
            }
        } finally {
            clients.forEach(Client::close);
        }
    }

    private Client listen(Away away) throws IOException {
        Scene scene = away.scene();
        return Client.listening(
                scene.kit(),
                scene.resume(server.address(), "away-" + away.qos()),
                Scene.subscribe(away.topic(), away.qos()));
    }

    private void publish(List<Away> all, String when) throws IOException {
        for (Away away : all) {
            away.scene().publish(server.address(), away.messages(when));
        }
    }
}
