package io.parley.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.parley.itest.clients.SharedServer.Door;
import io.parley.itest.harness.Authority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What MQTT runs over. */
final class TransportIT extends Scenarios {

    @EachClient(Feature.TLS)
    void speaksTls(Scene scene) throws IOException {
        Line connect =
                over(scene, Transport.TLS, Door.TLS).with("ca", authority().certificate());
        exchange(scene, connect);
        // Whoever trusts another authority does not even begin to speak MQTT.
        assertNotConnected(scene, connect.set("ca", shared().stranger().certificate()));
    }

    @EachClient(Feature.MUTUAL_TLS)
    void asksForACertificate(Scene scene) throws IOException {
        Line anonymous = over(scene, Transport.TLS, Door.MUTUAL_TLS)
                .with("ca", authority().certificate());
        exchange(scene, with(anonymous, authority().issue(scene.id("known"))));
        assertNotConnected(scene, anonymous);
        assertNotConnected(scene, with(anonymous, authority().issueExpired(scene.id("expired"))));
        assertNotConnected(scene, with(anonymous, shared().stranger().issue(scene.id("unknown"))));
    }

    @EachClient(Feature.WEB_SOCKET)
    void speaksWebSocket(Scene scene) throws IOException {
        exchange(scene, over(scene, Transport.WS, Door.WS));
    }

    @EachClient(Feature.WEB_SOCKET_TLS)
    void speaksWebSocketOverTls(Scene scene) throws IOException {
        exchange(
                scene,
                over(scene, Transport.WSS, Door.WSS).with("ca", authority().certificate()));
    }

    @EachClient(Feature.IPV6)
    void speaksIpv6(Scene scene) throws IOException {
        exchange(scene, over(scene, Transport.TCP, Door.IPV6).set("host", "::1"));
    }

    private Line over(Scene scene, Transport transport, Door door) {
        return scene.connect(server(), "over")
                .set("transport", transport.word())
                .set("port", shared().port(door));
    }

    private static Line with(Line connect, Authority.Identity identity) {
        return connect.with("certificate", identity.certificate()).with("key", identity.key());
    }

    private Authority authority() {
        return shared().authority();
    }

    /** Messages of all sizes in both directions. */
    private void exchange(Scene scene, Line connect) throws IOException {
        String topic = scene.topic("sizes");
        List<String> payloads = new ArrayList<>();
        for (int size : new int[] {0, 1, 125, 126, 1000, 16_384, 65_536, 300_000}) {
            payloads.add(size + " " + "x".repeat(size));
        }
        try (Client subscriber =
                Client.listening(scene.kit(), connect.set("id", scene.id("subscriber")), Scene.subscribe(topic, 2))) {
            Client.publishAll(
                    scene.kit(), connect.set("id", scene.id("publisher")), Scene.messages(topic, 2, payloads));
            assertEquals(payloads, DeliveryIT.payloadsOf(subscriber.awaitMessages(payloads.size())));
        }
    }

    private static void assertNotConnected(Scene scene, Line connect) throws IOException {
        try (Client client = scene.client("stranger")) {
            client.tell(connect);
            if (scene.kit().connectsLate()) {
                client.tell(Scene.subscribe("none", 0));
            }
            assertNotEquals("connected", client.awaitAnyOf("connected", "refused", "failed", "closed", "said"));
        }
    }
}
